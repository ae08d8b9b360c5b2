using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Represents the packages that are kept out of one repository.
/// </summary>
/// <param name="Entries">The entries.</param>
internal sealed record Blocklist(IReadOnlyList<PythonBlocklistEntry> Entries)
{
    public static Blocklist Empty { get; } = new([]);

    public bool IsEmpty => Entries.Count == 0;

    /// <summary>Finds the entry that blocks a file.</summary>
    /// <param name="filename">The file's name.</param>
    /// <param name="normalizedName">The project's normalized name.</param>
    /// <param name="version">The version.</param>
    /// <returns>The entry in words, or null when nothing blocks the file.</returns>
    public string? Find(string filename, string normalizedName, string version) =>
        Entries.FirstOrDefault(entry => Matches(entry, filename, normalizedName, version)) is { } entry
            ? entry.Filename ?? (entry.Version is null ? entry.Name! : $"{entry.Name}=={entry.Version}")
            : null;

    /// <summary>Gets the entries that may concern a project, as text that is equal when they are; empty when none does.</summary>
    /// <param name="name">The project.</param>
    public string EntriesOf(ProjectName name) => string.Join('|', Entries
        .Where(entry => entry.Name is { } blocked ? ProjectName.Normalize(blocked) == name.Normalized
            : DistributionFileName.TryParse(entry.Filename!, out var file, name) && file.NormalizedName == name.Normalized)
        .Select(entry => $"{entry.Filename}{entry.Version}")
        .Order(StringComparer.Ordinal));

    private static bool Matches(PythonBlocklistEntry entry, string filename, string normalizedName, string version)
    {
        if (entry.Filename is { } blockedFile)
            return blockedFile == filename;
        if (entry.Name is not { } name || ProjectName.Normalize(name) != normalizedName)
            return false;
        return entry.Version is not { } blocked || blocked == version
            || (PythonVersion.TryParse(blocked, out var left) && PythonVersion.TryParse(version, out var right) && left == right);
    }
}
