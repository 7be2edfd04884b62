using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Access;

[TestClass]
public sealed class UserTokenTests
{
    private static readonly TableKeys keys = new(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));
    private static readonly TableKeys others = new(new KeyHasher([.. Enumerable.Range(2, 32).Select(i => (byte)i)]));
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow("north", "ana", TokenScopes.Read)]
    [DataRow("a.b_c:d~e@f+g-h", "x", TokenScopes.All)]
    [DataRow("n", "ana@acme.example", TokenScopes.Send | TokenScopes.Mailbox)]
    public void A_token_says_what_was_put_into_it(string location, string user, TokenScopes scopes)
    {
        var token = new UserToken(new LocationId(location), new UserId(user), scopes, noon);

        var text = token.Write(keys);

        Assert.AreEqual(token, UserToken.Read(keys, text));
        Assert.IsTrue(text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), text);
    }

    [TestMethod]
    public void The_longest_ids_make_a_token_that_can_be_read()
    {
        var token = new UserToken(new LocationId(new string('l', CrmId.MaxLength)), new UserId(new string('u', CrmId.MaxLength)), TokenScopes.All, noon);

        Assert.AreEqual(token, UserToken.Read(keys, token.Write(keys)));
    }

    [TestMethod]
    public void A_token_that_was_changed_at_any_place_or_made_under_another_key_is_none()
    {
        var text = new UserToken(new LocationId("north"), new UserId("ana"), TokenScopes.Read, noon).Write(keys);

        for (var at = 0; at < text.Length; at++)
        {
            var changed = text[..at] + (text[at] == '0' ? '1' : '0') + text[(at + 1)..];
            Assert.IsNull(UserToken.Read(keys, changed), changed);
        }
        Assert.IsNull(UserToken.Read(others, text));
        foreach (var none in (string[])["", "eut_", text[..^1], text + "A", text + "=", text.ToUpperInvariant(), text[4..], "eut_" + new string('0', 24), "eut_" + new string('0', 600)])
            Assert.IsNull(UserToken.Read(keys, none), none);
    }

    [TestMethod]
    public void What_proves_one_token_proves_no_other()
    {
        var proofs = new[]
        {
            new UserToken(new LocationId("north"), new UserId("ana"), TokenScopes.Read, noon),
            new UserToken(new LocationId("north"), new UserId("ana"), TokenScopes.All, noon),
            new UserToken(new LocationId("north"), new UserId("ben"), TokenScopes.Read, noon),
            new UserToken(new LocationId("south"), new UserId("ana"), TokenScopes.Read, noon),
            new UserToken(new LocationId("north"), new UserId("ana"), TokenScopes.Read, noon.AddSeconds(1)),
        }.Select(token => token.Write(keys)[4..28]);

        Assert.HasCount(5, proofs.Distinct());
    }
}
