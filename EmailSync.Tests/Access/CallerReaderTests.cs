using System.Net;
using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Access;
using EmailSync.Functions.Http;
using EmailSync.Tests.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Access;

[TestClass]
public sealed class CallerReaderTests
{
    private const string InstallationKey = "the-installation-key";
    private static readonly LocationId north = new("north");
    private static readonly TableKeys keys = new(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly CountedTables tables = new(new InMemoryTables());
    private readonly LocationKeys locationKeys;
    private readonly CallerReader reader;

    public CallerReaderTests()
    {
        var options = Options.Create(new EmailSyncOptions { ApiKey = InstallationKey, RefusedCallsPerMinute = 3 });
        locationKeys = new LocationKeys(new LocationKeyStore(tables, keys), time, NullLogger<LocationKeys>.Instance);
        reader = new CallerReader(locationKeys, keys, new RefusedCalls(options, time), options, time);
    }

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task The_installation_key_is_known_without_a_look_at_storage()
    {
        var caller = await ReadAsync(InstallationKey);

        Assert.AreEqual(new Caller(CallerKind.InstallationKey, "installation", null, null, TokenScopes.All), caller);
        Assert.AreEqual((0, 0, 0), tables.Counts);
    }

    [TestMethod]
    public async Task A_key_of_a_location_costs_one_read_and_at_most_a_write_an_hour()
    {
        var (key, text) = (await locationKeys.CreateAsync(north, "CRM", Stop))!.Value;
        tables.Reset();

        for (var minute = 0; minute < 60; minute++)
        {
            Assert.AreEqual(new Caller(CallerKind.LocationKey, key.Id, north, null, TokenScopes.All), await ReadAsync(text.Write()));
            time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.AreEqual((60, 1, 0), tables.Counts);
        await ReadAsync(text.Write());

        Assert.AreEqual((61, 2, 0), tables.Counts);
    }

    [TestMethod]
    public async Task R3_A_user_token_is_its_users_until_it_expires_and_costs_no_read()
    {
        var text = new UserToken(north, new UserId("ana"), TokenScopes.Read, time.GetUtcNow().AddMinutes(15)).Write(keys);

        var caller = await ReadAsync(text);
        Assert.AreEqual((CallerKind.UserToken, north, new UserId("ana"), TokenScopes.Read), (caller.Kind, caller.Location!.Value, caller.ActingUser!.Value, caller.Scopes));
        Assert.AreEqual(caller, await ReadAsync(text, actingUser: "ana"));
        Assert.AreEqual("not_your_mailbox", await RefusedAsync(text, actingUser: "zoe"));
        time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        await ReadAsync(text);
        time.Advance(TimeSpan.FromTicks(1));

        Assert.AreEqual("token_expired", await RefusedAsync(text));
        Assert.AreEqual((0, 0, 0), tables.Counts);
    }

    [TestMethod]
    public async Task R3_A_key_acts_as_the_user_whom_it_names()
    {
        Assert.AreEqual(new UserId("ana"), (await ReadAsync(InstallationKey, actingUser: "ana")).ActingUser);
        Assert.AreEqual("invalid_request", await RefusedAsync(InstallationKey, actingUser: "a b"));
        Assert.AreEqual("invalid_request", await RefusedAsync(InstallationKey, actingUser: ""));
    }

    [TestMethod]
    public async Task What_is_no_key_is_refused_and_what_looks_like_none_costs_no_read()
    {
        var (_, text) = (await locationKeys.CreateAsync(north, "CRM", Stop))!.Value;
        tables.Reset();

        foreach (var wrong in (string[])["", "wrong", InstallationKey + "x", "esk_" + text.Id, "eut_x"])
            Assert.AreEqual("unauthorized", await RefusedAsync(wrong), wrong);
        Assert.AreEqual((0, 0, 0), tables.Counts);

        Assert.AreEqual("unauthorized", await RefusedAsync(text.WithNewSecret().Write()));
        Assert.AreEqual("unauthorized", await RefusedAsync(LocationKeyText.New(keys.LocationKeys(north)).Write()));
        Assert.AreEqual("unauthorized", await RefusedAsync(LocationKeyText.New(keys.LocationKeys(new LocationId("nowhere"))).Write()));
        Assert.AreEqual((3, 0, 0), tables.Counts);
    }

    [TestMethod]
    public async Task Whoever_tries_keys_is_held_up_even_with_the_right_one_and_those_who_were_known_there_are_not()
    {
        const string office = "203.0.113.7";
        var (_, known) = (await locationKeys.CreateAsync(north, "CRM", Stop))!.Value;
        await ReadAsync(known.Write(), from: office);
        for (var guess = 0; guess < 3; guess++)
            Assert.AreEqual("unauthorized", await RefusedAsync($"guess-{guess}", from: office));

        Assert.AreEqual("rate_limited", await RefusedAsync("guess-4", from: office));
        Assert.AreEqual("rate_limited", await RefusedAsync(InstallationKey, from: office));
        await ReadAsync(known.Write(), from: office);
        await ReadAsync(new UserToken(north, new UserId("ana"), TokenScopes.Read, time.GetUtcNow().AddMinutes(15)).Write(keys), from: office);
        await ReadAsync(InstallationKey, from: "203.0.113.8");
        await ReadAsync(InstallationKey);

        time.Advance(TimeSpan.FromSeconds(20));
        Assert.AreEqual("unauthorized", await RefusedAsync("guess-5", from: office));
        Assert.AreEqual("rate_limited", await RefusedAsync("guess-6", from: office));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.AreEqual(CallerKind.InstallationKey, (await ReadAsync(InstallationKey, from: office)).Kind);
    }

    [TestMethod]
    public async Task A_revoked_key_that_was_known_is_refused_at_the_next_call()
    {
        var (key, text) = (await locationKeys.CreateAsync(north, "CRM", Stop))!.Value;
        await ReadAsync(text.Write(), from: "203.0.113.7");

        Assert.IsTrue(await locationKeys.RevokeAsync(north, key.Id, Stop));

        Assert.AreEqual("unauthorized", await RefusedAsync(text.Write(), from: "203.0.113.7"));
    }

    private async Task<string> RefusedAsync(string credential, string? actingUser = null, string from = "127.0.0.1") =>
        (await Assert.ThrowsExactlyAsync<ApiException>(() => ReadAsync(credential, actingUser, from))).Problem.Code;

    private Task<Caller> ReadAsync(string credential, string? actingUser = null, string from = "127.0.0.1")
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(from);
        http.Request.Headers.Authorization = "Bearer " + credential;
        if (actingUser is not null)
            http.Request.Headers["X-Acting-User"] = actingUser;
        return reader.ReadAsync(http, Stop);
    }
}
