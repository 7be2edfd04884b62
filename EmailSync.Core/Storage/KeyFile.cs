namespace EmailSync.Core.Storage;

/// <summary>The key file. Several processes may make it at once: all end with the same keys, and nobody ever sees half a file.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Attempts = 300;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    private static readonly TimeSpan wait = TimeSpan.FromMilliseconds(20);

    public static EmailSyncKeys Read(string file, bool create)
    {
        try
        {
            if (!File.Exists(file))
            {
                if (!create)
                    throw new KeySourceException($"EmailSync__KeyFile: {file} does not exist; it is made by itself only when storage is on this machine.");
                Create(file);
            }
            return EmailSyncKeys.Parse(File.ReadAllText(file));
        }
        catch (FormatException e)
        {
            throw new KeySourceException($"EmailSync__KeyFile: {file} is malformed: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeySourceException($"EmailSync__KeyFile: {file} cannot be read or made ({e.GetType().Name}).", e);
        }
    }

    private static void Create(string file)
    {
        CreateFolder(Path.GetDirectoryName(file)!);

        // Moving a file looks whether the place is free and then renames: between the two somebody else's keys would be lost.
        using var turn = WaitForTurn(file + ".lock");
        if (File.Exists(file))
            return;
        var temporary = $"{file}.{Path.GetRandomFileName()}";
        try
        {
            Write(temporary, EmailSyncKeys.Generate().ToJson());
            File.Move(temporary, file, overwrite: false);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The system frees the lock of a process that dies, too.</summary>
    private static FileStream WaitForTurn(string file)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(file, options);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(wait);
            }
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            System.IO.Directory.CreateDirectory(folder);
        else
            System.IO.Directory.CreateDirectory(folder, OwnerFolder);
    }

    private static void Write(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        using var stream = new FileStream(file, options);
        using (var writer = new StreamWriter(stream, leaveOpen: true))
            writer.Write(text);
        // What these keys encrypt must not outlive them in a power cut.
        stream.Flush(flushToDisk: true);
    }
}
