using System.Security.Cryptography;
using Pulp.Digests;

namespace Pulp.Transfer;

/// <summary>
/// Reads the files of a bundle as one stream, and fails at the end of a file whose bytes are not those its table of contents promises.
/// </summary>
internal sealed class BundleSource : ReadOnlyStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<(string Path, Digest? Sha256)> files;
    private FileStream? file;
    private Digest? expected;

    private BundleSource(IEnumerable<(string Path, Digest? Sha256)> files) => this.files = new(files);

    /// <summary>Opens a bundle by its table of contents or its one file.</summary>
    /// <exception cref="TransferException">There is no such file, or the table is damaged.</exception>
    public static async Task<BundleSource> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return new BundleSource((await BundleTable.ReadAsync(path, cancellationToken).ConfigureAwait(false)).Select(listed => (listed.Path, (Digest?)listed.Sha256)));
        await OpenFile(path).DisposeAsync().ConfigureAwait(false);
        return new BundleSource([(path, null)]);
    }

    public static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 128 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (TransferErrors.IsFileFailure(exception))
        {
            throw TransferErrors.Translate(exception, "read", Path.GetFileName(path));
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (file is null)
            {
                if (!files.TryDequeue(out var next))
                    return 0;
                (file, expected) = (OpenFile(next.Path), next.Sha256);
            }

            var read = await ReadFileAsync(file, buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0 || buffer.IsEmpty)
            {
                if (expected is not null)
                    hash.AppendData(buffer.Span[..read]);
                return read;
            }

            await EndFileAsync(file).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        hash.Dispose();
        if (file is not null)
            await file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<int> ReadFileAsync(FileStream file, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (TransferErrors.IsFileFailure(exception))
        {
            throw TransferErrors.Translate(exception, "read", Path.GetFileName(file.Name));
        }
    }

    private async ValueTask EndFileAsync(FileStream ended)
    {
        file = null;
        await ended.DisposeAsync().ConfigureAwait(false);
        if (expected is { } sha256 && !sha256.FixedTimeEquals(Digest.Sha256(hash.GetHashAndReset())))
            throw TransferException.Damaged($"the bytes of '{Path.GetFileName(ended.Name)}' are not those its table of contents promises");
    }
}
