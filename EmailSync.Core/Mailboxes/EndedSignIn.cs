using EmailSync.Core.Crm;

namespace EmailSync.Core.Mailboxes;

/// <summary>How a sign-in has ended.</summary>
/// <param name="ReturnTo">Where the browser goes on.</param>
/// <param name="Tells">The events of the mailbox that is connected now; null where none is.</param>
public sealed record EndedSignIn(string ReturnTo, EventStream? Tells = null);
