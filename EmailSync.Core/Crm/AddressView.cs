using EmailSync.Core.Mail;

namespace EmailSync.Core.Crm;

/// <param name="Email">As it stood in the mail.</param>
public sealed record AddressView(string? Name, string Email)
{
    public static AddressView Of(MailAddress address) => new(address.Name, address.Address);
}
