using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pulp.Digests;

namespace Pulp.Transfer;

/// <summary>
/// Names what a bundle is made of. It is one tar archive, read and written from front to back:
/// </summary>
/// <remarks>
/// <code>
/// manifest.json                          what it is: format, repositories, schemas of documents
/// artifacts/ab/cdef…                     a file of content by its SHA-256, once, before the first unit that has it
/// repositories/0/00000001-{sha256}.jsonl up to 250 units of the first repository, one a line, by the SHA-256 of the lines
/// …
/// end.json                               digest of the manifest, counts and set hashes: what tells that the bundle is whole
/// </code>
/// On disk it is one file or several of a size that the user says, beside a table of contents that lists them with their digests:
/// <c>export-{id}-{time}.tar[.0000]</c> and <c>export-{id}-{time}-toc.json</c>.
/// </remarks>
internal static class BundleLayout
{
    public const string Manifest = "manifest.json";
    public const string End = "end.json";
    public const string ArchiveEnding = ".tar";
    public const string TableOfContentsEnding = "-toc.json";

    /// <summary>The ending of a file that is not whole yet.</summary>
    public const string PartialEnding = ".partial";

    /// <summary>How many units are one member, and one transaction of an import.</summary>
    public const int UnitsAtOnce = 250;

    /// <summary>The largest manifest, end and table of contents.</summary>
    public const int MaximumDescription = 16 * 1024 * 1024;

    /// <summary>The size of a member's lines at which no further one is added.</summary>
    public const int FullUnits = 1024 * 1024;

    /// <summary>The largest member of units: one unit may have a large document.</summary>
    public const int MaximumUnits = 128 * 1024 * 1024;

    private const string ArtifactFolder = "artifacts/";
    private const string RepositoryFolder = "repositories/";
    private const string UnitsEnding = ".jsonl";

    public static string FileName(Guid id, DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"export-{id}-{time.UtcDateTime:yyyyMMdd_HHmm}");

    public static string ChunkName(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}.{number:D4}");

    public static string ArtifactName(string sha256) => $"{ArtifactFolder}{sha256.AsSpan(0, 2)}/{sha256.AsSpan(2)}";

    public static string UnitsName(int repository, int number, string sha256) =>
        string.Create(CultureInfo.InvariantCulture, $"{RepositoryFolder}{repository}/{number:D8}-{sha256}{UnitsEnding}");

    public static bool TryParseArtifact(string name, out Digest sha256)
    {
        sha256 = default;
        var parts = name.Split('/');
        return parts.Length == 3 && Digest.TryParse(DigestAlgorithm.Sha256, parts[1] + parts[2], out sha256) && ArtifactName(sha256.Hex) == name;
    }

    public static bool TryParseUnits(string name, out int repository, [NotNullWhen(true)] out string? sha256)
    {
        (repository, sha256) = (-1, null);
        if (!name.StartsWith(RepositoryFolder, StringComparison.Ordinal) || !name.EndsWith(UnitsEnding, StringComparison.Ordinal))
            return false;
        var parts = name[RepositoryFolder.Length..^UnitsEnding.Length].Split('/', '-');
        if (parts.Length != 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out repository)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _) || !Digest.TryParse(DigestAlgorithm.Sha256, parts[2], out var digest))
        {
            return false;
        }

        sha256 = digest.Hex;
        return true;
    }
}
