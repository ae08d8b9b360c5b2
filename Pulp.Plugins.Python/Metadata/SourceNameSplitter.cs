namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Splits <c>name-version</c>. Today's names hold no hyphen (PEP 625), older ones do, and so do older versions, so the right hyphen has to be found.
/// </summary>
internal static class SourceNameSplitter
{
    /// <summary>Returns name and version, or two <see langword="null"/>.</summary>
    public static (string? Name, string? Version) Split(string stem, ProjectName? project)
    {
        if (project is not null)
        {
            return SplitKnown(stem, project);
        }

        // The leftmost hyphen after which all is a version: "python-dateutil-2.8.2", "foo-1.0-1".
        return First(stem, static version => PythonVersion.TryParse(version, out _))
            ?? First(stem, static version => char.IsAsciiDigit(version[0]))
            ?? Last(stem)
            ?? default;
    }

    private static (string? Name, string? Version) SplitKnown(string stem, ProjectName project) =>
        At(stem, (name, _) => ProjectName.Normalize(name) == project.Normalized) ?? default;

    private static (string? Name, string? Version)? First(string stem, Func<string, bool> isVersion) =>
        At(stem, (name, version) => ProjectName.IsValid(name) && isVersion(version));

    private static (string? Name, string? Version)? Last(string stem)
    {
        var hyphen = stem.LastIndexOf('-');
        return hyphen > 0 && hyphen < stem.Length - 1 && ProjectName.IsValid(stem.AsSpan(0, hyphen))
            ? (stem[..hyphen], stem[(hyphen + 1)..])
            : null;
    }

    private static (string? Name, string? Version)? At(string stem, Func<string, string, bool> accepts)
    {
        for (var hyphen = stem.IndexOf('-'); hyphen >= 0; hyphen = stem.IndexOf('-', hyphen + 1))
        {
            if (hyphen > 0 && hyphen < stem.Length - 1)
            {
                var name = stem[..hyphen];
                var version = stem[(hyphen + 1)..];
                if (accepts(name, version))
                {
                    return (name, version);
                }
            }
        }

        return null;
    }
}
