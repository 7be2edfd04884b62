namespace EmailSync.Simulators.Google.Gmail;

internal sealed record Watch(string Topic, IReadOnlyList<string> Labels, bool Exclude, DateTimeOffset ExpiresAt)
{
    /// <summary>Whether a change of a message with these labels is announced.</summary>
    public bool Covers(IReadOnlyCollection<string> touched)
    {
        if (Labels.Count == 0)
            return true;
        var named = touched.Any(Labels.Contains);
        return Exclude ? !named : named;
    }
}
