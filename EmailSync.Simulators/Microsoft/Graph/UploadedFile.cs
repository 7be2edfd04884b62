namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>What an upload session is going to bring.</summary>
internal sealed record UploadedFile(string Name, string ContentType, bool IsInline, string? ContentId, long Size);
