namespace EmailSync.Tests.Crash;

internal sealed record CrashUser(string Location, string Id)
{
    public string Address => $"{Id}@{Location}.example";
}

internal sealed record CrashContact(string Location, string Id, string Address);
