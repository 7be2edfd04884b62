namespace EmailSync.Core.Mail;

/// <summary>Which attachments stand in the HTML and which beside it. Pure.</summary>
internal static class InlineParts
{
    /// <summary>Places of those that a <c>cid:</c> link names.</summary>
    /// <exception cref="OutgoingMailException">
    /// Two attachments have one id, or a link names none of them: the recipient would see a wrong picture, or a broken one.
    /// </exception>
    public static IReadOnlySet<int> Of(string? html, IReadOnlyList<OutgoingAttachment> attachments)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < attachments.Count; i++)
        {
            if (attachments[i].ContentId is { } id && !places.TryAdd(OutgoingValue.ContentId($"attachments[{i}].contentId", id), i))
                throw new OutgoingMailException($"attachments[{i}].contentId", "is the contentId of another attachment too");
        }

        var linked = ContentIdLinks.In(html);
        return linked.All(places.ContainsKey)
            ? linked.Select(id => places[id]).ToHashSet()
            : throw new OutgoingMailException("html", "has a cid: link that is no attachment's contentId");
    }
}
