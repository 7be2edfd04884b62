namespace EmailSync.Core.Mailboxes;

/// <summary>
/// One Gmail or Outlook account, named by a keyed hash of provider and the provider's own account id.
/// Safe in table keys, instance ids, logs and URLs: it reveals no address.
/// </summary>
public readonly record struct MailboxId(string Value)
{
    public override string ToString() => Value;
}
