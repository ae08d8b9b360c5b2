using Pulp.ContentTypes;
using Pulp.Repositories;

namespace Pulp.Transfer;

/// <summary>
/// Hashes a set of units by what they are, and not by the identifiers that one store gave them: the same in every Pulp.
/// </summary>
internal static class BundleSetHash
{
    public static SetHash Add(SetHash set, ContentType type, KeyHash naturalKey) =>
        set.Add(new Guid(KeyHash.Of(type.Name, Convert.ToHexStringLower(naturalKey.ToBytes())).ToBytes(), bigEndian: true));

    public static string ToText(SetHash set) => Convert.ToHexStringLower(set.ToBytes());
}
