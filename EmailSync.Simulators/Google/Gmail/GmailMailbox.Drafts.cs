using System.Globalization;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google.Gmail;

/// <content>Drafts: each edit is a new message, and sending consumes them.</content>
public sealed partial class GmailMailbox
{
    private readonly Dictionary<string, GmailDraft> drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> draftOfMessage = new(StringComparer.Ordinal);
    private long draftCount;

    internal IReadOnlyList<GmailDraft> Drafts => [.. drafts.Values.OrderByDescending(draft => draft.Number)];

    internal GmailDraft Draft(string id) => drafts.TryGetValue(id, out var draft) ? draft : throw GoogleError.NotFound();

    internal GmailDraft CreateDraft(RawMail mail, string? threadId)
    {
        var message = StoreDraftMessage(mail, ThreadForApi(mail, threadId));
        draftCount++;
        var id = "r" + ((long)(salt % 1_000_000_000) * 1_000_000 + draftCount).ToString(CultureInfo.InvariantCulture);
        return Keep(new GmailDraft(id, draftCount, message));
    }

    internal GmailDraft UpdateDraft(string id, RawMail mail, string? threadId)
    {
        var old = Draft(id);
        var thread = string.IsNullOrEmpty(threadId) || threadId == old.Message.ThreadId ? old.Message.ThreadId : ThreadForApi(mail, threadId);
        draftOfMessage.Remove(old.Message.Id);
        Remove(old.Message);
        return Keep(old with { Message = StoreDraftMessage(mail, thread) });
    }

    /// <summary>Removes a draft and its message; the one place where a draft is consumed.</summary>
    internal GmailDraft TakeDraft(string id)
    {
        var draft = Draft(id);
        Delete(draft.Message);
        return draft;
    }

    internal void ForgetDraftOf(GmailMessage message)
    {
        if (draftOfMessage.Remove(message.Id, out var id))
            drafts.Remove(id);
    }

    private GmailDraft Keep(GmailDraft draft)
    {
        drafts[draft.Id] = draft;
        draftOfMessage[draft.Message.Id] = draft.Id;
        return draft;
    }

    private GmailMessage StoreDraftMessage(RawMail mail, string threadId)
    {
        var (number, internalDate) = NextMessage();
        var message = new GmailMessage(number, threadId.Length > 0 ? threadId : GmailIds.Hex(number), mail, internalDate, [GmailLabels.Draft]);
        IndexHeader(message);
        Store(message);
        return message;
    }
}
