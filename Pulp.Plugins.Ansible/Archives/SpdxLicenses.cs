using System.Collections.Frozen;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Knows the identifiers of licences in the SPDX list, without those that are deprecated.
/// </summary>
internal static class SpdxLicenses
{
    private static readonly Lazy<FrozenSet<string>> Identifiers = new(Read);

    public static bool Contains(string identifier) => Identifiers.Value.Contains(identifier);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(SpdxLicenses).Assembly.GetManifestResourceStream("spdx-licenses.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
