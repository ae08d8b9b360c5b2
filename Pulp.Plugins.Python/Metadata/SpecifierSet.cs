using System.Diagnostics.CodeAnalysis;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents a comma-separated list of clauses that a version must satisfy together, such as <c>&gt;=1.2,!=1.3,&lt;2</c> (PEP 440).
/// </summary>
public sealed class SpecifierSet
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private readonly VersionSpecifier[] _clauses;

    private SpecifierSet(VersionSpecifier[] clauses) => _clauses = clauses;

    /// <summary>Gets the set without clauses, which every version satisfies.</summary>
    public static SpecifierSet Any { get; } = new([]);

    /// <summary>Gets the clauses in the order written.</summary>
    public IReadOnlyList<VersionSpecifier> Clauses => _clauses;

    /// <summary>Gets whether a clause names a pre-release, which lets pre-releases in (PEP 440, "Handling of pre-releases").</summary>
    public bool NamesPrerelease => Array.Exists(_clauses, static clause => clause.NamesPrerelease);

    /// <summary>Parses a list of clauses.</summary>
    /// <param name="text">The clauses; an empty text gives <see cref="Any"/>, empty parts between commas are ignored.</param>
    /// <exception cref="PackageFormatException">A part is not a clause of PEP 440.</exception>
    public static SpecifierSet Parse(string text) =>
        TryParse(text, out var set)
            ? set
            : throw new PackageFormatException("Version specifier", text, "a comma-separated list of clauses such as '>=1.2,<2' (PEP 440) is expected");

    /// <summary>Parses a list of clauses, or tells that it is not one.</summary>
    /// <param name="text">The clauses; an empty text gives <see cref="Any"/>, empty parts between commas are ignored.</param>
    /// <param name="set">The parsed set.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SpecifierSet? set)
    {
        set = null;
        if (text is null || text.Length > MaxLength)
        {
            return false;
        }

        var clauses = new List<VersionSpecifier>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!VersionSpecifier.TryParse(part, out var clause))
            {
                return false;
            }

            clauses.Add(clause);
        }

        set = clauses.Count == 0 ? Any : new SpecifierSet([.. clauses]);
        return true;
    }

    /// <summary>Tells whether a version satisfies every clause.</summary>
    /// <param name="version">The version to judge.</param>
    /// <param name="prereleases">Whether pre-releases may satisfy it; <see langword="null"/> (the default) lets them in only when a clause names one.</param>
    public bool Contains(PythonVersion version, bool? prereleases = null)
    {
        if (version.IsPrerelease && !(prereleases ?? NamesPrerelease))
        {
            return false;
        }

        foreach (var clause in _clauses)
        {
            if (!clause.Contains(version))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Selects the versions that satisfy every clause.
    /// </summary>
    /// <param name="versions">The versions to choose from.</param>
    /// <param name="prereleases">
    /// Whether pre-releases are selected; <see langword="null"/> (the default) selects them when a clause names one, or when nothing else satisfies the set.
    /// </param>
    /// <returns>The selected versions in their given order.</returns>
    public IReadOnlyList<PythonVersion> Filter(IEnumerable<PythonVersion> versions, bool? prereleases = null)
    {
        var matching = versions.Where(version => Contains(version, prereleases: true)).ToList();
        var allowed = matching.Where(version => Contains(version, prereleases)).ToList();
        return allowed.Count == 0 && prereleases is null ? matching : allowed;
    }

    /// <summary>Returns the clauses joined by commas.</summary>
    public override string ToString() => string.Join(",", _clauses.Select(static clause => clause.ToString()));
}
