using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pulp.Data.Stores;

/// <summary>
/// A path as a 64-bit number, the form in which it is indexed. Paths with the same number are told apart by their text.
/// </summary>
internal static class PathHash
{
    public static long Of(string path)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(path), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
