using System.IO.Compression;

namespace Pulp.Core.Tests.Downloads;

internal static class GzipSamples
{
    public static byte[] Compress(byte[] data)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(data);
        return compressed.ToArray();
    }

    public static byte[] Flip(byte[] data, int position)
    {
        var changed = (byte[])data.Clone();
        changed[position] ^= 1;
        return changed;
    }
}
