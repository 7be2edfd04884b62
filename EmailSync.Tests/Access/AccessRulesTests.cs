using EmailSync.Core.Access;
using EmailSync.Core.Directory;

namespace EmailSync.Tests.Access;

[TestClass]
public sealed class AccessRulesTests
{
    private static readonly LocationId here = new("here");
    private static readonly LocationId there = new("there");
    private static readonly UserId ana = new("ana");

    [TestMethod]
    [DataRow("installation", "here", "Granted Granted Granted Granted")]
    [DataRow("key", "here", "Granted Granted Granted Granted")]
    [DataRow("acting", "here", "AdministratorRequired Granted Granted Granted")]
    [DataRow("acting-installation", "here", "AdministratorRequired Granted Granted Granted")]
    [DataRow("all", "here", "AdministratorRequired Granted Granted Granted")]
    [DataRow("read", "here", "AdministratorRequired Granted MissingScope MissingScope")]
    [DataRow("send", "here", "AdministratorRequired MissingScope Granted MissingScope")]
    [DataRow("mailbox", "here", "AdministratorRequired MissingScope MissingScope Granted")]
    [DataRow("installation", "there", "Granted Granted Granted Granted")]
    [DataRow("key", "there", "UnknownLocation UnknownLocation UnknownLocation UnknownLocation")]
    [DataRow("acting", "there", "UnknownLocation UnknownLocation UnknownLocation UnknownLocation")]
    [DataRow("all", "there", "UnknownLocation UnknownLocation UnknownLocation UnknownLocation")]
    [DataRow("read", "there", "UnknownLocation UnknownLocation UnknownLocation UnknownLocation")]
    public void R3_A_caller_reaches_what_is_theirs_in_their_location(string caller, string location, string expected)
    {
        Reach[] reaches = [Reach.Administration, Reach.Read, Reach.Send, Reach.Mailbox];

        var verdicts = reaches.Select(reach => AccessRules.Judge(Of(caller), reach, new LocationId(location)));

        Assert.AreEqual(expected, string.Join(' ', verdicts));
    }

    [TestMethod]
    [DataRow("installation", AccessVerdict.Granted)]
    [DataRow("acting-installation", AccessVerdict.AdministratorRequired)]
    [DataRow("key", AccessVerdict.InstallationKeyRequired)]
    [DataRow("acting", AccessVerdict.InstallationKeyRequired)]
    [DataRow("all", AccessVerdict.InstallationKeyRequired)]
    public void The_whole_installation_is_reached_by_its_own_key_alone(string caller, AccessVerdict expected) =>
        Assert.AreEqual(expected, AccessRules.Judge(Of(caller), Reach.Installation, location: null));

    [TestMethod]
    public void R3_Whoever_acts_as_a_user_acts_for_no_other()
    {
        Assert.IsTrue(Of("acting").MayActFor(ana));
        Assert.IsTrue(Of("all").MayActFor(ana));
        Assert.IsTrue(Of("key").MayActFor(new UserId("zoe")));
        Assert.IsFalse(Of("acting").MayActFor(new UserId("zoe")));
        Assert.IsFalse(Of("all").MayActFor(new UserId("Ana")));
    }

    private static Caller Of(string caller) => caller switch
    {
        "installation" => new(CallerKind.InstallationKey, "i", null, null, TokenScopes.All),
        "acting-installation" => new(CallerKind.InstallationKey, "i", null, ana, TokenScopes.All),
        "key" => new(CallerKind.LocationKey, "k", here, null, TokenScopes.All),
        "acting" => new(CallerKind.LocationKey, "k", here, ana, TokenScopes.All),
        _ => new(CallerKind.UserToken, "u", here, ana, Enum.Parse<TokenScopes>(caller, ignoreCase: true)),
    };
}
