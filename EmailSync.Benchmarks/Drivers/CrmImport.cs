namespace EmailSync.Benchmarks.Drivers;

/// <summary>An import as the API shows it.</summary>
internal sealed record CrmImport(string ImportId, string Status, int Imported);
