namespace EmailSync.Tests.Mail;

/// <summary>Real-world mail beside the repository; tests that need it are skipped visibly where it is absent.</summary>
internal static class Corpus
{
    public static bool IsHere => Find() is not null;

    public static IReadOnlyList<string> Files(params string[] folders)
    {
        var root = Find();
        if (root is null) Assert.Inconclusive("../shared/corpus is absent");
        return folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder))).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Every file of every folder, whatever it is.</summary>
    public static IReadOnlyList<string> AllFiles()
    {
        var root = Find();
        if (root is null) Assert.Inconclusive("../shared/corpus is absent");
        return Files([.. Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder))]);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "EmailSync.sln"))) continue;
            var corpus = Path.Combine(folder.FullName, "..", "shared", "corpus");
            return Directory.Exists(corpus) ? corpus : null;
        }

        return null;
    }
}
