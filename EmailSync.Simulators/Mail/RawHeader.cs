namespace EmailSync.Simulators.Mail;

/// <summary>One header line of a raw mail with its place in the bytes; <see cref="Value"/> is unfolded and still encoded.</summary>
internal readonly record struct RawHeader(string Name, string Value, int Offset, int Length)
{
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
