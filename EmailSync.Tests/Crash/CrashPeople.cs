using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.Crash;

internal sealed record CrashUser(string Location, string Id, Provider Provider)
{
    public string Address => $"{Id}@{Location}.example";
}

internal sealed record CrashContact(string Location, string Id, string Address, Provider Provider);
