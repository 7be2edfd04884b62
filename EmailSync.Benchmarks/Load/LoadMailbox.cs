namespace EmailSync.Benchmarks.Load;

/// <summary>A user of the CRM and the mailbox that they connect.</summary>
/// <param name="Provider">The provider's name in the API.</param>
internal sealed record LoadMailbox(string User, string Address, string Provider, IReadOnlyList<LoadContact> Contacts)
{
    public const string Gmail = "gmail";
    public const string Outlook = "outlook";
}
