using System.Net;
using System.Security.Cryptography;

namespace Pulp.Benchmarks;

/// <summary>A body of random bytes that is made while it is sent, without a length, as clients send what they compress on the way.</summary>
internal sealed class RandomContent(long size) : HttpContent
{
    /// <summary>Gets the digest of what was sent.</summary>
    public string Digest { get; private set; } = "";

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[128 * 1024];
        Random.Shared.NextBytes(block);
        for (var sent = 0L; sent < size;)
        {
            BitConverter.TryWriteBytes(block, sent);
            var count = (int)Math.Min(block.Length, size - sent);
            hash.AppendData(block, 0, count);
            await stream.WriteAsync(block.AsMemory(0, count));
            sent += count;
        }

        Digest = $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
