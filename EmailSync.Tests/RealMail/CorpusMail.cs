namespace EmailSync.Tests.RealMail;

/// <summary>One mail of the corpus, byte for byte as its sender wrote it.</summary>
/// <param name="Name">Folder and file, for mailboxes with the number of the mail.</param>
internal sealed record CorpusMail(string Name, byte[] Mime)
{
    public override string ToString() => Name;
}
