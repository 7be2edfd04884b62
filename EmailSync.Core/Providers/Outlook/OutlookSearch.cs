using EmailSync.Core.Directory;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>What is asked of Exchange's search. Pure.</summary>
internal static class OutlookSearch
{
    /// <summary>Mail that has the address in From, To, Cc or Bcc. The quotation marks belong to the option's value.</summary>
    public static string Participant(EmailAddress address) =>
        $"\"{string.Join(" OR ", address.Spellings.Select(spelling => $"participants:{spelling}"))}\"";
}
