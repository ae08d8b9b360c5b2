using System.Security.Cryptography;
using Pulp.Digests;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api.Uploads;

/// <summary>
/// The bytes of a chunk whose digest may follow them in the form: reading past their end compares it.
/// </summary>
internal sealed class ChunkBody : ReadOnlyStream
{
    private readonly Stream bytes;
    private readonly Func<CancellationToken, ValueTask<Digest?>> readRest;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool isRead;

    /// <summary>Initializes the stream.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="readRest">Reads what follows them, and returns the digest stated there.</param>
    public ChunkBody(Stream bytes, Func<CancellationToken, ValueTask<Digest?>> readRest)
    {
        this.bytes = bytes;
        this.readRest = readRest;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await bytes.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        hash.AppendData(buffer.Span[..count]);
        if (count == 0 && !isRead)
        {
            isRead = true;
            if (await readRest(cancellationToken).ConfigureAwait(false) is { } stated && stated != Digest.Sha256(hash.GetCurrentHash()))
                throw new UploadRefusedException(UploadRefusal.ChecksumMismatch, "sha256", "Checksum does not match chunk upload.");
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            hash.Dispose();
        base.Dispose(disposing);
    }
}
