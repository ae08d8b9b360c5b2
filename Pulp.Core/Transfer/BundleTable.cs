using System.Text.Json;
using Pulp.Digests;
using Pulp.Documents;

namespace Pulp.Transfer;

/// <summary>
/// Represents a table of contents: the files of a bundle with their digests.
/// </summary>
internal sealed record BundleTable
{
    public required BundleTableMeta Meta { get; init; }

    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Reads a table and finds its files beside it.</summary>
    /// <exception cref="TransferException">It is no table, or a file is missing.</exception>
    public static async Task<IReadOnlyList<(string Path, Digest Sha256)>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        BundleTable table;
        var stream = BundleSource.OpenFile(path);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > BundleLayout.MaximumDescription)
                throw TransferException.Damaged("its table of contents is too large");
            try
            {
                table = await JsonSerializer.DeserializeAsync<BundleTable>(stream, DocumentJson.Options, cancellationToken).ConfigureAwait(false) ?? throw new JsonException("It is null.");
            }
            catch (JsonException exception)
            {
                throw TransferException.Damaged("its table of contents cannot be read", exception);
            }
        }

        if (table.Files.Count == 0 || table.Meta.ChecksumType != BundleTableMeta.Sha256)
            throw TransferException.Damaged("its table of contents lists no files with their SHA-256");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        // Whoever rewrote the table need not have kept the order; after 9999 chunks numbers grow longer.
        return [.. table.Files.OrderBy(file => file.Key.Length).ThenBy(file => file.Key, StringComparer.Ordinal).Select(file => Find(folder, file.Key, file.Value))];
    }

    private static (string Path, Digest Sha256) Find(string folder, string name, string sha256)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
            throw TransferException.Damaged("its table of contents names a file that does not lie beside it");
        if (!Digest.TryParse(DigestAlgorithm.Sha256, sha256, out var digest))
            throw TransferException.Damaged($"its table of contents has no SHA-256 of '{name}'");
        var file = new FileInfo(Path.Join(folder, name));
        if (!file.Exists)
            throw TransferException.Damaged($"the file '{name}' is missing");
        return file.LinkTarget is null ? (file.FullName, digest) : throw TransferException.Damaged($"'{name}' is a link");
    }
}
