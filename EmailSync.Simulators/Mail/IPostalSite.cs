namespace EmailSync.Simulators.Mail;

/// <summary>A simulated provider that has mailboxes; it alone knows its rules of aliases, dots and tags.</summary>
public interface IPostalSite
{
    IPostalMailbox? FindMailbox(string address);
}
