namespace EmailSync.Core.Directory.Imports;

/// <summary>Contacts that are taken in at one step; bounded by their number and by their size, since all of them are in memory then.</summary>
internal sealed class ImportPage
{
    public const int MaxContacts = 500;
    private const int MaxBytes = 1_048_576;
    private readonly List<ImportedContact> contacts = [];
    private int bytes;

    public IReadOnlyList<ImportedContact> Contacts => contacts;

    public bool IsFull => contacts.Count == MaxContacts || bytes >= MaxBytes;

    public void Add(ImportLine.Good line)
    {
        contacts.Add(line.Contact);
        bytes += line.Bytes;
    }
}
