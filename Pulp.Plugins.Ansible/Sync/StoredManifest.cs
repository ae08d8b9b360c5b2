using System.Text.Json;
using Pulp.Archives;
using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads <c>MANIFEST.json</c>, mostly the first member, of a collection's archive. What follows is not read: the archive's digest was verified.
/// </summary>
internal static class StoredManifest
{
    private const int MaximumSize = 8 * 1024 * 1024;

    /// <summary>Reads the manifest.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="SyncException">There is none.</exception>
    public static async Task<byte[]> ReadAsync(Stream archive, long length, CancellationToken cancellationToken)
    {
        try
        {
            var unpacked = new VerifiedGzipStream(archive, GzipLimits.None, leaveOpen: true);
            await using var disposing = unpacked.ConfigureAwait(false);
            var tar = new TarScanner(unpacked, length, ArchiveLimits.Default);
            while (await tar.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.IsFile && entry.Name is "MANIFEST.json" or "./MANIFEST.json" && entry.Size <= MaximumSize)
                    return await tar.ReadContentAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is ArchiveFormatException or GzipFormatException)
        {
            throw new SyncException($"the file is no archive of a collection: {exception.Message}", exception);
        }

        throw new SyncException("the archive holds no MANIFEST.json.");
    }

    /// <summary>Demands that a manifest is that of a unit.</summary>
    /// <exception cref="SyncException">It is another's.</exception>
    public static void Require(byte[] manifest, CollectionVersion unit)
    {
        JsonElement told;
        try
        {
            told = JsonElement.Parse(manifest).Field("collection_info");
        }
        catch (JsonException exception)
        {
            throw new SyncException("its MANIFEST.json is no JSON.", exception);
        }

        if (told.TextOf("namespace") != unit.Namespace || told.TextOf("name") != unit.Name || told.TextOf("version") != unit.Version)
            throw new SyncException("its MANIFEST.json is that of another collection or version.");
    }
}
