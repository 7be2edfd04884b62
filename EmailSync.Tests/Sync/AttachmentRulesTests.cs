using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync.Rules;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class AttachmentRulesTests
{
    private const long MB = 1_048_576;
    private static readonly LocationSettings standard = new();

    [TestMethod]
    [DataRow(MailProviderName.Gmail, 25 * MB, false)]
    [DataRow(MailProviderName.Gmail, (25 * MB) + 1, true)]
    [DataRow(MailProviderName.Outlook, 3 * MB, false)]
    [DataRow(MailProviderName.Outlook, (3 * MB) + 1, true)]
    public void R24_A_file_of_exactly_the_limit_syncs_and_a_byte_more_does_not(MailProviderName provider, long size, bool skips)
    {
        var plan = AttachmentRules.Decide([File("1", "pdf", size)], provider, standard);

        Assert.AreEqual(skips, plan.SkipsMessage);
        Assert.IsEmpty(plan.Omitted);
    }

    [TestMethod]
    [DataRow(MailProviderName.Gmail, 12L, 13L, 1L, true, DisplayName = "26 MB in three at Gmail")]
    [DataRow(MailProviderName.Gmail, 12L, 13L, 0L, false, DisplayName = "25 MB in three at Gmail")]
    [DataRow(MailProviderName.Outlook, 3L, 3L, 3L, false, DisplayName = "9 MB in three at Outlook")]
    public void R24_Gmail_counts_the_message_and_Outlook_each_file(MailProviderName provider, long one, long two, long three, bool skips)
    {
        var plan = AttachmentRules.Decide([File("1", "pdf", one * MB), File("2", "pdf", two * MB), File("3", "pdf", three * MB)], provider, standard);

        Assert.AreEqual(skips, plan.SkipsMessage);
    }

    [TestMethod]
    [DataRow("jpg", "x/y", true)]
    [DataRow("jpeg", "x/y", true)]
    [DataRow("png", "x/y", true)]
    [DataRow("mp4", "x/y", true)]
    [DataRow("mpeg", "x/y", true)]
    [DataRow("zip", "x/y", true)]
    [DataRow("rar", "x/y", true)]
    [DataRow("pdf", "x/y", true)]
    [DataRow("doc", "x/y", true)]
    [DataRow("docx", "x/y", true)]
    [DataRow("txt", "x/y", true)]
    [DataRow("exe", "application/pdf", false, DisplayName = "the extension wins over the media type")]
    [DataRow("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false)]
    [DataRow("ics", "text/calendar", false)]
    [DataRow("eml", "message/rfc822", false)]
    [DataRow(null, "application/pdf", true)]
    [DataRow(null, "Application/PDF; x=y", true)]
    [DataRow(null, "image/jpeg", true)]
    [DataRow(null, "image/pjpeg", true)]
    [DataRow(null, "image/png", true)]
    [DataRow(null, "video/mp4", true)]
    [DataRow(null, "video/mpeg", true)]
    [DataRow(null, "application/zip", true)]
    [DataRow(null, "application/x-zip-compressed", true)]
    [DataRow(null, "application/vnd.rar", true)]
    [DataRow(null, "application/x-rar-compressed", true)]
    [DataRow(null, "application/msword", true)]
    [DataRow(null, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true)]
    [DataRow(null, "text/plain", true)]
    [DataRow(null, "application/octet-stream", false)]
    [DataRow(null, "image/gif", false)]
    [DataRow(null, "text/html", false)]
    [DataRow(null, "", false)]
    public void R24_Outlook_keeps_its_kinds_of_files_and_Gmail_all(string? extension, string mediaType, bool kept)
    {
        ExtractedAttachment[] attachments = [File("1", extension, 10, mediaType)];

        var outlook = AttachmentRules.Decide(attachments, MailProviderName.Outlook, standard);
        var gmail = AttachmentRules.Decide(attachments, MailProviderName.Gmail, standard);

        Assert.IsFalse(outlook.SkipsMessage);
        Assert.AreEqual(kept ? null : "type_not_allowed", outlook.Omitted.GetValueOrDefault("1"));
        Assert.IsEmpty(gmail.Omitted);
    }

    [TestMethod]
    [DataRow(AttachmentRole.InlineImage)]
    [DataRow(AttachmentRole.Container)]
    [DataRow(AttachmentRole.PartOfMail)]
    public void R24_What_is_no_file_has_any_kind_but_not_any_size(AttachmentRole role)
    {
        var small = AttachmentRules.Decide([File("1", "gif", 3 * MB) with { Role = role }], MailProviderName.Outlook, standard);
        var large = AttachmentRules.Decide([File("1", "gif", (3 * MB) + 1) with { Role = role }], MailProviderName.Outlook, standard);

        Assert.IsEmpty(small.Omitted);
        Assert.IsTrue(large.SkipsMessage);
    }

    [TestMethod]
    [DataRow(MailProviderName.Gmail)]
    [DataRow(MailProviderName.Outlook)]
    public void R24_The_locations_list_stands_in_place_of_either_providers(MailProviderName provider)
    {
        var settings = standard with { AttachmentTypes = new AttachmentTypes(["xlsx"]) };

        var plan = AttachmentRules.Decide([File("1", "xlsx", 10), File("2", "pdf", 10)], provider, settings);

        Assert.AreEqual("2", plan.Omitted.Keys.Single());
    }

    [TestMethod]
    [DataRow(MailProviderName.Gmail)]
    [DataRow(MailProviderName.Outlook)]
    public void R24_Any_and_store_keep_everything(MailProviderName provider)
    {
        var settings = standard with { AttachmentTypes = AttachmentTypes.Any, OversizedAttachments = OversizedAttachments.Store };

        var plan = AttachmentRules.Decide([File("1", "exe", 100 * MB), File("2", "pdf", 100 * MB)], provider, settings);

        Assert.IsFalse(plan.SkipsMessage);
        Assert.IsEmpty(plan.Omitted);
    }

    [TestMethod]
    public void R24_Store_is_about_size_alone()
    {
        var settings = standard with { OversizedAttachments = OversizedAttachments.Store };

        var plan = AttachmentRules.Decide([File("1", "exe", 10), File("2", "pdf", 100 * MB)], MailProviderName.Outlook, settings);

        Assert.AreEqual(("1", "type_not_allowed"), (plan.Omitted.Single().Key, plan.Omitted.Single().Value));
    }

    [TestMethod]
    public void R24_Without_leaves_out_each_file_that_Outlook_finds_too_large()
    {
        var settings = standard with { OversizedAttachments = OversizedAttachments.SyncWithout };

        var plan = AttachmentRules.Decide([File("1", "pdf", (3 * MB) + 1), File("2", "pdf", 3 * MB), File("3", "pdf", 9 * MB)], MailProviderName.Outlook, settings);

        Assert.IsFalse(plan.SkipsMessage);
        CollectionAssert.AreEquivalent(new[] { "1", "3" }, plan.Omitted.Keys.ToArray());
        Assert.IsTrue(plan.Omitted.Values.All(reason => reason == "too_large"));
    }

    [TestMethod]
    public void R24_Without_leaves_out_the_largest_until_the_rest_is_within_Gmails_size()
    {
        var settings = standard with { OversizedAttachments = OversizedAttachments.SyncWithout };

        var plan = AttachmentRules.Decide(
            [File("1", "pdf", 10 * MB), File("2", "pdf", 14 * MB), File("3", "pdf", 20 * MB), File("4", "pdf", 1 * MB)], MailProviderName.Gmail, settings);

        Assert.AreEqual("3", plan.Omitted.Keys.Single());
    }

    [TestMethod]
    public void R24_What_is_left_out_for_its_kind_makes_no_mail_too_large()
    {
        var plan = AttachmentRules.Decide([File("1", "exe", 50 * MB), File("2", "pdf", 10)], MailProviderName.Outlook, standard);

        Assert.IsFalse(plan.SkipsMessage);
        Assert.AreEqual("type_not_allowed", plan.Omitted["1"]);
    }

    private static ExtractedAttachment File(string id, string? extension, long size, string mediaType = "application/octet-stream") =>
        new(new MailAttachment(id, "file", mediaType, size, Inline: false), extension, AttachmentRole.File);
}
