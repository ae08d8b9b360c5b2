using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Archives;
using Pulp.Documents;
using Pulp.Plugins;
using Pulp.Repositories;

namespace Pulp.Transfer;

/// <summary>
/// Reads a bundle from front to back and checks all that can be checked of it alone: its form, digests, counts and set hashes.
/// </summary>
/// <remarks>Every method may throw a <see cref="TransferException"/>. Memory use does not grow with the bundle.</remarks>
internal sealed class BundleReader
{
    private static readonly ArchiveLimits Limits = new() { MaxEntries = int.MaxValue, MaxUnpackedBytes = long.MaxValue, RatioFreeBytes = long.MaxValue };
    private readonly TarScanner tar;
    private readonly PulpCatalog catalog;
    private string manifestSha256 = "";
    private long[] units = [];
    private SetHash[] sets = [];
    private long artifacts;

    public BundleReader(Stream stream, PulpCatalog catalog)
    {
        tar = new TarScanner(stream, long.MaxValue, Limits);
        Content = new MemberStream(tar);
        this.catalog = catalog;
    }

    /// <summary>Gets the manifest, once it was read.</summary>
    public BundleManifest Manifest { get; private set; } = null!;

    /// <summary>Gets the bytes of the present member.</summary>
    public Stream Content { get; }

    /// <summary>Reads the manifest, the first member.</summary>
    public async Task<BundleManifest> ReadManifestAsync(CancellationToken cancellationToken)
    {
        if (await NextEntryAsync(cancellationToken).ConfigureAwait(false) is not { Name: BundleLayout.Manifest } first)
            throw TransferException.Damaged("it does not begin with a manifest");
        var bytes = await ReadAllAsync(first, BundleLayout.MaximumDescription, cancellationToken).ConfigureAwait(false);
        manifestSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Manifest = BundleCompatibility.ReadManifest(bytes, catalog);
        units = new long[Manifest.Repositories.Count];
        sets = new SetHash[units.Length];
        return Manifest;
    }

    /// <summary>Moves to the next member.</summary>
    /// <returns>The member; null at the end, where all was found whole.</returns>
    public async Task<BundleMember?> NextAsync(CancellationToken cancellationToken)
    {
        if (await NextEntryAsync(cancellationToken).ConfigureAwait(false) is not { } entry)
            throw TransferException.Damaged("its end is missing");
        if (entry.Name == BundleLayout.End)
        {
            await EndAsync(entry, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (BundleLayout.TryParseArtifact(entry.Name, out var sha256))
        {
            artifacts++;
            return new BundleMember.Artifact(sha256, entry.Size);
        }

        return BundleLayout.TryParseUnits(entry.Name, out var repository, out var digest) && repository < units.Length
            ? new BundleMember.Units(repository, await ReadUnitsAsync(entry, repository, digest, cancellationToken).ConfigureAwait(false))
            : throw TransferException.Damaged($"it has a member that is not known: '{Shortened(entry.Name)}'");
    }

    /// <summary>Gets how many units were read of a repository, and the hash of their set.</summary>
    public (long Units, string SetHash) Read(int repository) => (units[repository], BundleSetHash.ToText(sets[repository]));

    private async Task<IReadOnlyList<BundleUnit>> ReadUnitsAsync(TarEntry entry, int repository, string sha256, CancellationToken cancellationToken)
    {
        var lines = await ReadAllAsync(entry, BundleLayout.MaximumUnits, cancellationToken).ConfigureAwait(false);
        if (Convert.ToHexStringLower(SHA256.HashData(lines)) != sha256)
            throw TransferException.Damaged("the bytes of its units are not those that were exported");
        var read = BundleUnit.ReadAll(lines, catalog, Manifest.ContentTypes);
        if (Manifest.Repositories[repository].BaseVersion is null && read.Any(unit => unit.Content is null))
            throw TransferException.Damaged("it says of itself that it is complete, and leaves out documents");
        units[repository] += read.Count;
        foreach (var unit in read)
            sets[repository] = BundleSetHash.Add(sets[repository], unit.Type, unit.Key);
        return read;
    }

    private async Task EndAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var bytes = await ReadAllAsync(entry, BundleLayout.MaximumDescription, cancellationToken).ConfigureAwait(false);
        BundleEnd end;
        try
        {
            end = JsonSerializer.Deserialize<BundleEnd>(bytes, DocumentJson.Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw TransferException.Damaged("its end cannot be read", exception);
        }

        if (end.ManifestSha256 != manifestSha256)
            throw TransferException.Damaged("its manifest is not the one that was exported");
        if (end.Artifacts != artifacts || end.Repositories.Count != units.Length)
            throw TransferException.Damaged("members are missing");
        for (var i = 0; i < units.Length; i++)
        {
            if ((end.Repositories[i].Units, end.Repositories[i].SetHash) != Read(i))
                throw TransferException.Damaged($"units of '{end.Repositories[i].Name}' are missing");
        }

        if (await NextEntryAsync(cancellationToken).ConfigureAwait(false) is not null)
            throw TransferException.Damaged("something stands behind its end");
        await CheckedAsync(async () =>
        {
            await tar.FinishAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private async Task<TarEntry?> NextEntryAsync(CancellationToken cancellationToken)
    {
        var entry = await CheckedAsync(async () => await tar.NextAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return entry is null or { IsFile: true } ? entry : throw TransferException.Damaged("it has a member that is no file");
    }

    private async Task<byte[]> ReadAllAsync(TarEntry entry, int maximum, CancellationToken cancellationToken)
    {
        if (entry.Size > maximum)
            throw TransferException.Damaged($"the member '{Shortened(entry.Name)}' is larger than any that is written");
        return await CheckedAsync(async () => await tar.ReadContentAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task<T> CheckedAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ArchiveFormatException exception)
        {
            throw TransferException.Damaged($"it is no whole tar archive ({exception.Rule})", exception);
        }
    }

    private static string Shortened(string name) => name.Length <= 100 ? name : name[..100] + "…";

    private sealed class MemberStream(TarScanner tar) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await tar.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (ArchiveFormatException exception)
            {
                throw TransferException.Damaged($"it is no whole tar archive ({exception.Rule})", exception);
            }
        }
    }
}
