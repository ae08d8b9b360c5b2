using Pulp.Data.Sql;
using Pulp.Digests;

namespace Pulp.Data.Stores;

/// <summary>
/// Digests as columns of their raw bytes, in the order of <see cref="DigestAlgorithms.All"/>.
/// </summary>
internal static class DigestColumns
{
    public const int Count = 6;

    /// <summary>The columns' names, each after a prefix such as <c>a.</c>.</summary>
    public static string Names(string prefix = "") =>
        string.Join(", ", DigestAlgorithms.All.Select(algorithm => prefix + DigestAlgorithms.NameOf(algorithm)));

    /// <summary>Binds one parameter per algorithm.</summary>
    public static void Bind(SqlStatement statement, int first, DigestSet digests)
    {
        Span<byte> bytes = stackalloc byte[64];
        for (var index = 0; index < Count; index++)
        {
            if (digests[DigestAlgorithms.All[index]] is { } hex)
            {
                Convert.FromHexString(hex, bytes, out _, out var size);
                statement.BindBytes(first + index, bytes[..size]);
            }
            else
            {
                statement.Bind(first + index, SqlValue.Null);
            }
        }
    }

    /// <summary>Reads one column per algorithm.</summary>
    public static DigestSet Read(SqlStatement row, int first)
    {
        Span<Digest> digests = new Digest[Count];
        var count = 0;
        for (var index = 0; index < Count; index++)
        {
            if (!row.IsNull(first + index))
                digests[count++] = Digest.FromBytes(DigestAlgorithms.All[index], row.GetSpan(first + index));
        }

        return new DigestSet(digests[..count]);
    }
}
