namespace EmailSync.Tests.Architecture;

/// <summary>The sources of the repository that the tests were built from.</summary>
internal static class Sources
{
    private static readonly Lazy<string> Repository = new(FindRepository);

    public static string Root => Repository.Value;

    public static List<SourceFile> Of(string project)
    {
        var folder = Path.Combine(Repository.Value, project);
        return
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(file => (Full: file, Relative: Path.GetRelativePath(Repository.Value, file).Replace('\\', '/')))
                .Where(file => !file.Relative.Contains("/obj/", StringComparison.Ordinal) && !file.Relative.Contains("/bin/", StringComparison.Ordinal))
                .OrderBy(file => file.Relative, StringComparer.Ordinal)
                .Select(file => new SourceFile(file.Relative, File.ReadAllText(file.Full))),
        ];
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EmailSync.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run outside a clone of the repository: EmailSync.sln is in no folder above them.");
    }
}
