using System.Reflection;
using System.Text.Json.Serialization;
using EmailSync.Core;
using EmailSync.Core.Providers.Gmail;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Tests.Documentation;

[TestClass]
public sealed class DocumentationTests
{
    [TestMethod]
    public void The_published_list_of_reasons_is_the_list_in_the_code()
    {
        var page = MarkdownFile.Read("docs/decision-reasons.md");

        var published = page.FirstColumn();

        CollectionAssert.AreEquivalent(Names<Outcome>().Concat(Names<Reason>()).ToList(), published.ToList());
    }

    [TestMethod]
    public void Every_error_code_is_explained()
    {
        var page = MarkdownFile.Read("docs/errors.md");

        var codes = CodeWords.ErrorCodes();

        AssertNone(codes.Where(code => !page.Names(code)));
        Assert.IsTrue(codes.IsSupersetOf(["unknown_contact", "idempotency_key_reused", "missing_permissions", "no_refresh_token", "send_outcome_unknown"]));
    }

    [TestMethod]
    public void Every_code_that_is_explained_exists()
    {
        var page = MarkdownFile.Read("docs/errors.md");

        // Single words, which in the sources are words like any other.
        string[] plain = ["unauthorized", "paused", "suppressed", "cancelled"];
        var stale = page.FirstColumn().Except(CodeWords.ErrorCodes()).Except(plain);

        AssertNone(stale);
    }

    [TestMethod]
    public void Every_log_event_has_an_id_of_its_own()
    {
        var twice = CodeWords.LogEvents().GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Path))}");

        AssertNone(twice);
    }

    [TestMethod]
    public void Every_log_event_and_metric_is_explained()
    {
        var page = MarkdownFile.Read("docs/operations.md");

        var words = CodeWords.LogEvents().Select(e => e.Id).Concat(CodeWords.Metrics()).ToList();

        AssertNone(words.Where(word => !page.Names(word)));
        Assert.IsTrue(words.Contains("2001") && words.Contains("emailsync.pushes"));
    }

    [TestMethod]
    public void Every_setting_is_explained()
    {
        var page = MarkdownFile.Read("README.md");

        // What AzureWebJobsStorage__… gives is no setting of its own.
        var settings = Settings<EmailSyncOptions>("EmailSync").Concat(Settings<GmailOptions>("Gmail")).Concat(Settings<StorageOptions>("EmailSync"))
            .Except(["EmailSync__TableServiceUri", "EmailSync__BlobServiceUri", "EmailSync__ManagedIdentityClientId"]);

        AssertNone(settings.Where(setting => !page.Names(setting)));
    }

    [TestMethod]
    public void Every_link_leads_somewhere()
    {
        var pages = MarkdownFile.All();

        AssertNone(pages.SelectMany(page => page.BrokenLinks()));
        Assert.IsTrue(pages.Any(page => page.Path == "README.md") && pages.Any(page => page.Path == "docs/architecture.md"));
    }

    [TestMethod]
    public void A_link_to_an_absent_file_or_heading_is_noticed()
    {
        var page = new MarkdownFile("docs/planted.md", "# Here\n[a](absent.md) [b](../README.md#no-such-heading) [c](#here) [d](../README.md#run-it) [e](https://example.test/x)");

        var broken = page.BrokenLinks().ToList();

        CollectionAssert.AreEqual(new[] { "docs/planted.md: absent.md", "docs/planted.md: ../README.md#no-such-heading (no such heading)" }, broken);
    }

    private static IEnumerable<string> Names<T>()
        where T : struct, Enum =>
        typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name);

    private static IEnumerable<string> Settings<T>(string section) =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => $"{section}__{property.Name}");

    private static void AssertNone(IEnumerable<string> found)
    {
        var list = found.ToList();
        Assert.IsEmpty(list, string.Join(Environment.NewLine, list));
    }
}
