using System.Net;
using System.Text.Json;
using EmailSync.Core.Access;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Keys of locations over HTTP.</summary>
[TestClass]
public sealed class KeyTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken, TimeSpan.FromDays(1));

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task A_key_of_a_location_runs_that_location_and_nothing_else()
    {
        var (location, other) = (await OpenAsync("mine"), await OpenAsync("other"));
        var (id, key) = await location.MakesKeyAsync(Stop, "CRM");
        var crm = world.Crm.With(key);
        var here = crm.Location("mine");

        await here.HasUserAsync("ana", "ana@mine.example", Stop);
        await here.HasContactAsync("ben", "ben@mine.test", Stop);
        await here.OpensAsync(Stop);
        Assert.AreEqual("mine", (await crm.GetAsync("api/locations/mine", Stop)).Expect(HttpStatusCode.OK).Json.GetProperty("name").GetString());

        foreach (var path in (string[])["", "/contacts?email=x@y.example", "/keys", "/users/ana", "/users/ana/mailbox", "/suppressions", "/batches/000000000000000000000000"])
        {
            var foreign = await crm.CallAsync(HttpMethod.Get, other.Path + path, null, Stop, requestId: "r");
            var nowhere = await crm.CallAsync(HttpMethod.Get, "api/locations/nowhere" + path, null, Stop, requestId: "r");
            Assert.AreEqual((HttpStatusCode.NotFound, "unknown_location"), (foreign.Status, foreign.Code), path);
            CollectionAssert.AreEqual(nowhere.Body, foreign.Body, path);
        }
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "api/mailboxes"), (HttpMethod.Post, "api/keys/rotate"), (HttpMethod.Get, "api/keys/rotation")])
        {
            var refused = await crm.CallAsync(method, path, null, Stop);
            Assert.AreEqual((HttpStatusCode.Forbidden, "installation_key_required"), (refused.Status, refused.Code), path);
        }
        Assert.IsTrue(key.StartsWith("esk_" + id + "_", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task A_key_is_shown_once_and_listed_without_its_secret()
    {
        var location = await OpenAsync("shown");
        var made = new List<string>();
        foreach (var name in (string[])["one", "two", "three"])
        {
            var answer = await world.Crm.PostAsync($"{location.Path}/keys", new { name }, Stop);
            made.Add(answer.Expect(HttpStatusCode.Created).Json.GetProperty("key").GetString()!);
        }
        (await world.Crm.With(made[1]).GetAsync(location.Path, Stop)).Expect(HttpStatusCode.OK);

        var first = (await world.Crm.With(made[0]).GetAsync($"{location.Path}/keys?limit=2", Stop)).Expect(HttpStatusCode.OK);
        var rest = (await world.Crm.GetAsync($"{location.Path}/keys?limit=2&cursor={first.Json.GetProperty("nextCursor").GetString()}", Stop)).Expect(HttpStatusCode.OK);

        var keys = first.Json.GetProperty("items").EnumerateArray().Concat(rest.Json.GetProperty("items").EnumerateArray()).ToList();
        Assert.IsFalse(rest.Json.TryGetProperty("nextCursor", out _));
        CollectionAssert.AreEquivalent(new[] { "one", "two", "three" }, keys.Select(k => k.GetProperty("name").GetString()).ToArray());
        CollectionAssert.AreEquivalent(made.Select(k => k[4..40]).ToArray(), keys.Select(k => k.GetProperty("id").GetString()).ToArray());
        Assert.IsTrue(Of(keys, "two").TryGetProperty("lastUsedAt", out _));
        Assert.IsFalse(Of(keys, "three").TryGetProperty("lastUsedAt", out _));
        var all = System.Text.Encoding.UTF8.GetString([.. first.Body, .. rest.Body]);
        foreach (var key in made)
            Assert.IsFalse(all.Contains(key[41..], StringComparison.Ordinal));

        static JsonElement Of(List<JsonElement> keys, string name) => keys.Single(k => k.GetProperty("name").GetString() == name);
    }

    [TestMethod]
    public async Task After_a_rotation_the_former_secret_is_valid_as_long_as_was_asked()
    {
        var location = await OpenAsync("rotated");
        var (id, former) = await location.MakesKeyAsync(Stop);

        var second = await RotateAsync(former, id, new { overlap = 3600 });
        Assert.IsTrue(await OpensAsync(former) && await OpensAsync(second.Key));
        Assert.IsGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(59), second.FormerValidUntil!.Value);
        var third = await RotateAsync(former, id, new { overlap = 0 });

        Assert.IsNull(third.FormerValidUntil);
        Assert.AreEqual("False False True", string.Join(' ', await OpensAsync(former), await OpensAsync(second.Key), await OpensAsync(third.Key)));
        var usual = await RotateAsync(third.Key, id, new { });
        Assert.IsInRange(TimeProvider.System.GetUtcNow().AddHours(23.9), TimeProvider.System.GetUtcNow().AddHours(24.1), usual.FormerValidUntil!.Value);

        async Task<bool> OpensAsync(string key)
        {
            var answer = await world.Crm.With(key).GetAsync(location.Path, Stop);
            return answer.Status == HttpStatusCode.OK || (answer.Expect(HttpStatusCode.Unauthorized).Code != "unauthorized");
        }

        async Task<(string Key, DateTimeOffset? FormerValidUntil)> RotateAsync(string with, string key, object body)
        {
            var answer = (await world.Crm.With(with).PostAsync($"{location.Path}/keys/{key}/rotate", body, Stop)).Expect(HttpStatusCode.OK).Json;
            return (answer.GetProperty("key").GetString()!, answer.TryGetProperty("formerValidUntil", out var until) ? until.GetDateTimeOffset() : null);
        }
    }

    [TestMethod]
    public async Task A_revoked_key_opens_nothing_from_the_next_call_on()
    {
        var location = await OpenAsync("revoked");
        var (id, key) = await location.MakesKeyAsync(Stop);
        var (ownId, own) = await location.MakesKeyAsync(Stop);
        (await world.Crm.With(key).GetAsync(location.Path, Stop)).Expect(HttpStatusCode.OK);

        (await world.Crm.With(own).CallAsync(HttpMethod.Delete, $"{location.Path}/keys/{id}", null, Stop)).Expect(HttpStatusCode.NoContent);

        var refused = await world.Crm.With(key).GetAsync(location.Path, Stop);
        Assert.AreEqual((HttpStatusCode.Unauthorized, "unauthorized", "Bearer"), (refused.Status, refused.Code, refused.Headers["WWW-Authenticate"]));
        Assert.AreEqual("key_revoked", (await world.Crm.PostAsync($"{location.Path}/keys/{id}/rotate", new { }, Stop)).Code);
        (await world.Crm.CallAsync(HttpMethod.Delete, $"{location.Path}/keys/{id}", null, Stop)).Expect(HttpStatusCode.NoContent);
        (await world.Crm.With(own).CallAsync(HttpMethod.Delete, $"{location.Path}/keys/{ownId}", null, Stop)).Expect(HttpStatusCode.NoContent);
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await world.Crm.With(own).GetAsync(location.Path, Stop)).Status);
        var listed = (await world.Crm.GetAsync($"{location.Path}/keys", Stop)).Json.GetProperty("items");
        Assert.IsTrue(listed.EnumerateArray().All(k => k.TryGetProperty("revokedAt", out _)));
    }

    [TestMethod]
    public async Task A_location_that_has_as_many_keys_as_it_may_gets_another_when_one_is_revoked()
    {
        var location = await OpenAsync("many");
        var (first, _) = await location.MakesKeyAsync(Stop);
        for (var made = 1; made < LocationKeys.Most; made++)
            await location.MakesKeyAsync(Stop);

        var refused = await world.Crm.PostAsync($"{location.Path}/keys", new { }, Stop);
        Assert.AreEqual((HttpStatusCode.Conflict, "too_many_keys"), (refused.Status, refused.Code));
        (await world.Crm.CallAsync(HttpMethod.Delete, $"{location.Path}/keys/{first}", null, Stop)).Expect(HttpStatusCode.NoContent);

        await location.MakesKeyAsync(Stop);
    }

    [TestMethod]
    public async Task R27_The_keys_and_tokens_of_a_deleted_location_open_nothing_at_once()
    {
        var location = await OpenAsync("deleted");
        await location.HasUserAsync("ana", "ana@deleted.example", Stop);
        var (_, key) = await location.MakesKeyAsync(Stop);
        var token = await location.IssuesTokenAsync("ana", Stop, "read");
        (await world.Crm.With(token).GetAsync($"{location.Path}/users/ana", Stop)).Expect(HttpStatusCode.OK);

        (await world.Crm.With(key).CallAsync(HttpMethod.Delete, location.Path, null, Stop)).Expect(HttpStatusCode.NoContent);

        foreach (var credential in (string[])[key, token])
        {
            var refused = await world.Crm.With(credential).GetAsync($"{location.Path}/users/ana", Stop);
            Assert.AreEqual((HttpStatusCode.Unauthorized, "unauthorized"), (refused.Status, refused.Code));
        }
        Assert.AreEqual("unknown_location", (await world.Crm.GetAsync($"{location.Path}/keys", Stop)).Code);
        Assert.AreEqual("unknown_location", (await world.Crm.PostAsync($"{location.Path}/keys", new { }, Stop)).Code);
    }

    private async Task<CrmLocation> OpenAsync(string name)
    {
        var location = world.Crm.Location(name);
        await location.OpensAsync(Stop);
        return location;
    }
}
