using System.Diagnostics.CodeAnalysis;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents what the name of a distribution file says about it: kind, project, version and tags.
/// </summary>
public sealed record DistributionFileName
{
    /// <summary>The longest accepted file name in characters, as file systems have it.</summary>
    public const int MaxLength = 255;

    /// <summary>Gets the file name as given.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets the kind of the file, told by its extension.</summary>
    public required PackageType PackageType { get; init; }

    /// <summary>Gets the project name as spelled in the file name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version as spelled in the file name; not necessarily one of PEP 440 unless the file is a wheel.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the value of <c>python_version</c>: a wheel's Python tag such as <c>py2.py3</c>, the version of an egg or installer, else <c>source</c> or <c>any</c>.</summary>
    public required string PythonVersionTag { get; init; }

    /// <summary>Gets a wheel's build tag, or <see langword="null"/>.</summary>
    public string? BuildTag { get; init; }

    /// <summary>Gets a wheel's Python tags; empty for other kinds.</summary>
    public IReadOnlyList<string> PythonTags { get; init; } = [];

    /// <summary>Gets a wheel's ABI tags; empty for other kinds.</summary>
    public IReadOnlyList<string> AbiTags { get; init; } = [];

    /// <summary>Gets a wheel's platform tags, or the platform of an egg or installer; empty when the file is for all.</summary>
    public IReadOnlyList<string> PlatformTags { get; init; } = [];

    /// <summary>Gets the normalized project name (PEP 503).</summary>
    public string NormalizedName => ProjectName.Normalize(Name);

    /// <summary>Gets the file name without its extension.</summary>
    public string Stem => FileName[..^ExtensionOf(FileName)!.Length];

    /// <summary>Parses a file name.</summary>
    /// <param name="fileName">The bare file name.</param>
    /// <param name="project">The project the file belongs to, when known: it decides where an old source distribution's name ends.</param>
    /// <exception cref="PackageFormatException">The name is unsafe, of another kind, or breaks the rules of its kind.</exception>
    public static DistributionFileName Parse(string fileName, ProjectName? project = null) => DistributionFileNameParser.Parse(fileName, project);

    /// <summary>Parses a file name, or tells that it is not one of a distribution.</summary>
    /// <param name="fileName">The bare file name.</param>
    /// <param name="parsed">What the name says.</param>
    /// <param name="project">The project the file belongs to, when known: it decides where an old source distribution's name ends.</param>
    public static bool TryParse([NotNullWhen(true)] string? fileName, [NotNullWhen(true)] out DistributionFileName? parsed, ProjectName? project = null)
    {
        parsed = fileName is null ? null : DistributionFileNameParser.TryParse(fileName, project, out _);
        return parsed is not null;
    }

    /// <summary>Tells whether a text is safe as a file name: 1 to 255 characters, no path separator, no control character, not <c>.</c> or <c>..</c>.</summary>
    /// <param name="fileName">The text to judge.</param>
    public static bool IsSafe(ReadOnlySpan<char> fileName)
    {
        if (fileName.IsEmpty || fileName.Length > MaxLength || fileName is "." or "..")
        {
            return false;
        }

        foreach (var c in fileName)
        {
            if (c is '/' or '\\' || char.IsControl(c) || char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gets the extension of a distribution file name, as written, or <see langword="null"/> when it is of no accepted kind.</summary>
    internal static string? ExtensionOf(string fileName)
    {
        foreach (var extension in (ReadOnlySpan<string>)[".whl", ".tar.gz", ".zip", ".tar.bz2", ".egg", ".exe"])
        {
            if (fileName.Length > extension.Length && fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return fileName[^extension.Length..];
            }
        }

        return null;
    }
}
