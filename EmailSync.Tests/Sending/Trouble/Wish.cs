using EmailSync.Core.Directory;

namespace EmailSync.Tests.Sending.Trouble;

/// <summary>A mail that the product has accepted.</summary>
internal sealed record Wish(int Number, string Token, UserId User, int Contact, bool IsCopied)
{
    public IEnumerable<string> Recipients => IsCopied ? [TroubledWorld.ContactAddress(Contact), TroubledWorld.Colleague] : [TroubledWorld.ContactAddress(Contact)];
}
