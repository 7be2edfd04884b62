namespace EmailSync.Core.Directory.Imports;

/// <summary>A line as it was read: a contact or a mistake.</summary>
public abstract record ImportLine
{
    /// <param name="Bytes">Length of the line.</param>
    public sealed record Good(ImportedContact Contact, int Bytes) : ImportLine;

    public sealed record Bad(ImportMistake Mistake) : ImportLine;
}
