using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Digests;
using Pulp.Documents;

namespace Pulp.Transfer;

/// <summary>
/// Writes the members of a bundle in their order.
/// </summary>
internal sealed class BundleWriter : IAsyncDisposable
{
    // The size field of the older format has eleven octal digits.
    private const long LargestPlainMember = (1L << 33) - 1;
    private readonly TarWriter tar;
    private readonly DateTimeOffset time;
    private string manifestSha256 = "";
    private long artifacts;
    private int members;

    public BundleWriter(Stream stream, DateTimeOffset time)
    {
        tar = new TarWriter(stream, leaveOpen: true);
        this.time = time;
    }

    /// <summary>Gets how many files of content were written.</summary>
    public long Artifacts => artifacts;

    public Task WriteManifestAsync(BundleManifest manifest, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, DocumentJson.Options);
        manifestSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return WriteAsync(BundleLayout.Manifest, bytes, cancellationToken);
    }

    public async Task WriteArtifactAsync(Digest sha256, long size, Stream bytes, string description, CancellationToken cancellationToken)
    {
        var measured = new MeasuredStream(bytes, size, sha256, description);
        await using (measured.ConfigureAwait(false))
        {
            // The writer asks for no more than the size; whether there is more, and whether it was the right file, is known at the end.
            await WriteAsync(BundleLayout.ArtifactName(sha256.Hex), measured, size, cancellationToken).ConfigureAwait(false);
            await measured.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        }

        artifacts++;
    }

    public Task WriteUnitsAsync(int repository, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        WriteAsync(BundleLayout.UnitsName(repository, ++members, Convert.ToHexStringLower(SHA256.HashData(lines.Span))), lines.ToArray(), cancellationToken);

    public Task WriteEndAsync(IReadOnlyList<ExportedRepository> repositories, CancellationToken cancellationToken) =>
        WriteAsync(BundleLayout.End, JsonSerializer.SerializeToUtf8Bytes(new BundleEnd(manifestSha256, artifacts, repositories), DocumentJson.Options), cancellationToken);

    /// <summary>Writes what ends the archive.</summary>
    public ValueTask DisposeAsync() => tar.DisposeAsync();

    private async Task WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        await WriteAsync(name, stream, bytes.Length, cancellationToken).ConfigureAwait(false);
    }

    private Task WriteAsync(string name, Stream bytes, long size, CancellationToken cancellationToken)
    {
        TarEntry entry = size <= LargestPlainMember ? new UstarTarEntry(TarEntryType.RegularFile, name) : new PaxTarEntry(TarEntryType.RegularFile, name);
        entry.ModificationTime = time;
        entry.Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        entry.DataStream = bytes;
        return tar.WriteEntryAsync(entry, cancellationToken);
    }
}
