using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EmailSync.Core.Directory;
using EmailSync.Core.Directory.Imports;

namespace EmailSync.Core.Storage;

/// <summary>What an import was given, as blobs in a folder of its own: pages until they are taken in, and what is wrong with lines until it is forgotten.</summary>
public sealed class ImportContents(IBlobs blobs, TableKeys keys)
{
    private const int AtOnce = 16;
    private const string Json = "application/json";
    private const string Mistakes = "mistakes";

    /// <summary>Names an import.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    public static bool IsToken(string text) => text.Length == 24 && text.All(char.IsAsciiHexDigitLower);

    public string FolderOf(LocationId location, string token) => $"{keys.Location(location)}/imports/{token}/";

    public Task SavePageAsync(ContactImport import, int page, IReadOnlyList<ImportedContact> contacts, CancellationToken cancellationToken) =>
        SaveAsync(PageName(import, page), [.. contacts], StorageJson.Default.ImportedContactArray, cancellationToken);

    public async Task<IReadOnlyList<ImportedContact>> ReadPageAsync(ContactImport import, int page, CancellationToken cancellationToken) =>
        await ReadAsync(PageName(import, page), StorageJson.Default.ImportedContactArray, cancellationToken)
        ?? throw new InvalidDataException("An import has lost a page.");

    /// <summary>After all of it stands.</summary>
    public async Task RemovePageAsync(ContactImport import, int page, CancellationToken cancellationToken)
    {
        await blobs.DeleteAsync(PageName(import, page), cancellationToken);
        await blobs.DeleteAsync(OwedName(import, page), cancellationToken);
    }

    public Task SaveOwedAsync(ContactImport import, IReadOnlyList<OwedFillIn> owed, CancellationToken cancellationToken) =>
        SaveAsync(OwedName(import, import.Next), [.. owed], StorageJson.Default.OwedFillInArray, cancellationToken);

    /// <summary>What an earlier attempt at the page has noted.</summary>
    public async Task<IReadOnlyList<OwedFillIn>> ReadOwedAsync(ContactImport import, CancellationToken cancellationToken) =>
        await ReadAsync(OwedName(import, import.Next), StorageJson.Default.OwedFillInArray, cancellationToken) ?? [];

    public Task SaveMistakesAsync(ContactImport import, IReadOnlyList<ImportMistake> mistakes, CancellationToken cancellationToken) => mistakes.Count == 0
        ? Task.CompletedTask
        : SaveAsync(FolderOf(import.Location, import.Token) + Mistakes, [.. mistakes], StorageJson.Default.ImportMistakeArray, cancellationToken);

    public async Task<IReadOnlyList<ImportMistake>> ReadMistakesAsync(ContactImport import, CancellationToken cancellationToken) =>
        await ReadAsync(FolderOf(import.Location, import.Token) + Mistakes, StorageJson.Default.ImportMistakeArray, cancellationToken) ?? [];

    /// <summary>Pages, whether they were taken in or not.</summary>
    public Task RemovePagesAsync(ContactImport import, CancellationToken cancellationToken) =>
        RemoveAsync(FolderOf(import.Location, import.Token), name => !name.EndsWith(Mistakes, StringComparison.Ordinal), cancellationToken);

    public Task RemoveAllAsync(ContactImport import, CancellationToken cancellationToken) =>
        RemoveAllAsync(FolderOf(import.Location, import.Token), cancellationToken);

    /// <param name="folder">As <see cref="FolderOf"/> gives it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RemoveAllAsync(string folder, CancellationToken cancellationToken) => RemoveAsync(folder, _ => true, cancellationToken);

    private async Task RemoveAsync(string folder, Func<string, bool> which, CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        blobs.ListAsync(folder, cancellationToken).Where(which),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (name, stop) => await blobs.DeleteAsync(name, stop));

    private Task SaveAsync<T>(string name, T content, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        blobs.PutAsync(name, JsonSerializer.SerializeToUtf8Bytes(content, type), Json, cancellationToken);

    private async Task<T?> ReadAsync<T>(string name, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        await blobs.GetAsync(name, cancellationToken) is { } blob ? JsonSerializer.Deserialize(blob.Content.Span, type) : null;

    private string PageName(ContactImport import, int page) => string.Create(CultureInfo.InvariantCulture, $"{FolderOf(import.Location, import.Token)}page-{page:D4}");

    private string OwedName(ContactImport import, int page) => string.Create(CultureInfo.InvariantCulture, $"{FolderOf(import.Location, import.Token)}owed-{page:D4}");
}
