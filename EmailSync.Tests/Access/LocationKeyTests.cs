using EmailSync.Core.Access;
using EmailSync.Core.Directory;

namespace EmailSync.Tests.Access;

[TestClass]
public sealed class LocationKeyTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly LocationKeyText first = LocationKeyText.New(new string('0', 24));

    private static LocationKey New => new(first.Id, new LocationId("north"), "CRM", noon, [new StoredSecret(first.Hash, null)]);

    [TestMethod]
    public void A_key_is_read_as_it_was_written_and_its_secret_is_of_256_random_bits()
    {
        var read = LocationKeyText.Read(first.Write());

        Assert.AreEqual(first, read);
        Assert.AreEqual(64, first.Secret.Length);
        Assert.HasCount(1000, Enumerable.Range(0, 1000).Select(_ => LocationKeyText.New(new string('0', 24)).Secret).Distinct());
        Assert.IsFalse($"{first}".Contains(first.Secret, StringComparison.Ordinal));
        Assert.IsFalse(first.Hash.Contains(first.Secret, StringComparison.Ordinal));
    }

    [TestMethod]
    public void What_no_key_of_ours_looks_like_is_not_looked_for()
    {
        var text = first.Write();

        string[] others =
        [
            "", "esk_", text[..^1], text + "0", text.ToUpperInvariant(), text.Replace('_', '-'), "esx_" + text[4..], text[..40] + "-" + text[41..], text[..10] + "/" + text[11..],
            text[..10] + "z" + text[11..], text[..^1] + "g",
        ];

        foreach (var other in others)
            Assert.IsNull(LocationKeyText.Read(other), other);
    }

    [TestMethod]
    public void A_former_secret_is_accepted_until_the_overlap_is_over()
    {
        var second = first.WithNewSecret();

        var rotated = New.Rotated(second.Hash, TimeSpan.FromHours(1), noon);

        Assert.IsTrue(rotated.Accepts(second, noon.AddYears(1)));
        Assert.IsTrue(rotated.Accepts(first, noon.AddMinutes(59)));
        Assert.IsFalse(rotated.Accepts(first, noon.AddHours(1)));
        Assert.IsFalse(rotated.Accepts(first.WithNewSecret(), noon));
        Assert.AreEqual(noon.AddHours(1), rotated.FormerValidUntil(noon));
        Assert.IsNull(rotated.FormerValidUntil(noon.AddHours(1)));
    }

    [TestMethod]
    public void A_rotation_whose_answer_was_lost_may_be_repeated_without_ending_the_secret_in_use()
    {
        var (lost, got) = (first.WithNewSecret(), first.WithNewSecret());

        var rotated = New.Rotated(lost.Hash, TimeSpan.FromDays(1), noon).Rotated(got.Hash, TimeSpan.FromDays(1), noon.AddMinutes(1));

        Assert.IsTrue(rotated.Accepts(first, noon.AddHours(23)));
        Assert.IsTrue(rotated.Accepts(got, noon.AddHours(23)));
        Assert.IsFalse(rotated.Accepts(first, noon.AddDays(1)));
    }

    [TestMethod]
    public void No_overlap_ends_every_former_secret_at_once()
    {
        var (second, third) = (first.WithNewSecret(), first.WithNewSecret());

        var rotated = New.Rotated(second.Hash, TimeSpan.FromDays(7), noon).Rotated(third.Hash, TimeSpan.Zero, noon.AddMinutes(1));

        Assert.IsFalse(rotated.Accepts(first, noon.AddMinutes(1)));
        Assert.IsFalse(rotated.Accepts(second, noon.AddMinutes(1)));
        Assert.IsTrue(rotated.Accepts(third, noon.AddMinutes(1)));
        Assert.HasCount(1, rotated.Secrets);
    }

    [TestMethod]
    public void However_often_it_is_rotated_a_key_stays_small()
    {
        var key = New;
        for (var i = 0; i < 100; i++)
            key = key.Rotated(first.WithNewSecret().Hash, TimeSpan.FromDays(7), noon.AddSeconds(i));

        Assert.HasCount(11, key.Secrets);
    }

    [TestMethod]
    public void A_revoked_key_accepts_nothing_and_keeps_no_hash()
    {
        var revoked = New.Rotated(first.WithNewSecret().Hash, TimeSpan.FromDays(7), noon).Revoked(noon);

        Assert.IsFalse(revoked.Accepts(first, noon));
        Assert.IsEmpty(revoked.Secrets);
        Assert.AreEqual(noon, revoked.Revoked(noon.AddDays(1)).RevokedAt);
    }
}
