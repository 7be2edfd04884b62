namespace EmailSync.Core.Storage;

/// <summary>The key file. Several processes may make it at once: all end with the same keys, and nobody ever sees half a file.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

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
        var temporary = $"{file}.{Path.GetRandomFileName()}";
        try
        {
            Write(temporary, EmailSyncKeys.Generate().ToJson());
            // Fails when somebody was quicker; then theirs are the keys.
            File.Move(temporary, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
        }
        finally
        {
            File.Delete(temporary);
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
