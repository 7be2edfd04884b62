using EmailSync.Core.Directory;
using EmailSync.Core.Directory.Imports;

namespace EmailSync.Tests.Pipeline;

/// <summary>A CRM that brings many contacts at once.</summary>
internal static class WorldImports
{
    public static async Task<ContactImport> AcceptImportAsync(this PipelineWorld world, LocationId location, params IEnumerable<ImportedContact> contacts) =>
        (await world.Get<AcceptImport>().AcceptAsync(location, LinesAsync(contacts), PipelineWorld.None)).Import;

    public static IEnumerable<ImportedContact> Crowd(int count) =>
        Enumerable.Range(0, count).Select(i => new ImportedContact($"c{i}", $"Contact {i}", [$"c{i}@client.example"], null, null));

    private static async IAsyncEnumerable<ImportLine> LinesAsync(IEnumerable<ImportedContact> contacts)
    {
        foreach (var contact in contacts)
        {
            await Task.Yield();
            yield return new ImportLine.Good(contact, 100);
        }
    }
}
