using Pulp.ContentTypes;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Represents one distribution file of a Python project: a wheel, a source distribution, an egg or an installer.
/// </summary>
/// <remarks>
/// One file is one unit, known by its SHA-256. In a repository a file name stands for one unit. The fields are those of the core
/// metadata specification; what is not known is empty, as in Pulp.
/// </remarks>
public sealed record PythonPackage : Content
{
    /// <summary>Gets the file's name.</summary>
    public required string Filename { get; init; }

    /// <summary>Gets the SHA-256 of the file in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets the project's name as its metadata writes it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version as the metadata writes it.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the kind of file: <c>bdist_wheel</c>, <c>sdist</c>, <c>bdist_egg</c>, <c>bdist_wininst</c>.</summary>
    public required string Packagetype { get; init; }

    /// <summary>Gets the tag of the Python versions the file was built for, for example <c>py3</c> or <c>source</c>.</summary>
    public string PythonVersion { get; init; } = "";

    /// <summary>Gets the size in bytes; 0 when upstream did not say it.</summary>
    public long Size { get; init; }

    /// <summary>Gets when the file was uploaded to the index it first came from (UTC), when that is known (PEP 700).</summary>
    public DateTimeOffset? UploadTime { get; init; }

    /// <summary>Gets the Python versions the package runs on, for example <c>&gt;=3.8</c>.</summary>
    public string RequiresPython { get; init; } = "";

    /// <summary>Gets the SHA-256 of the file's core metadata (PEP 658), when it is served.</summary>
    public string? MetadataSha256 { get; init; }

    /// <summary>Gets the author.</summary>
    public string Author { get; init; } = "";

    /// <summary>Gets the author's address.</summary>
    public string AuthorEmail { get; init; } = "";

    /// <summary>Gets the long description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the home page.</summary>
    public string HomePage { get; init; } = "";

    /// <summary>Gets the keywords.</summary>
    public string Keywords { get; init; } = "";

    /// <summary>Gets the licence text.</summary>
    public string License { get; init; } = "";

    /// <summary>Gets the version of the metadata format.</summary>
    public string MetadataVersion { get; init; } = "";

    /// <summary>Gets the platforms.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Gets the one-line summary.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Gets the trove classifiers.</summary>
    public IReadOnlyList<string> Classifiers { get; init; } = [];

    /// <summary>Gets where this version can be downloaded.</summary>
    public string DownloadUrl { get; init; } = "";

    /// <summary>Gets the platforms the file was built for.</summary>
    public string SupportedPlatform { get; init; } = "";

    /// <summary>Gets the maintainer.</summary>
    public string Maintainer { get; init; } = "";

    /// <summary>Gets the maintainer's address.</summary>
    public string MaintainerEmail { get; init; } = "";

    /// <summary>Gets the distributions this one makes obsolete.</summary>
    public IReadOnlyList<string> ObsoletesDist { get; init; } = [];

    /// <summary>Gets the project's page on the index it came from.</summary>
    public string ProjectUrl { get; init; } = "";

    /// <summary>Gets the project's links by label.</summary>
    public IReadOnlyDictionary<string, string> ProjectUrls { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the distributions this one provides.</summary>
    public IReadOnlyList<string> ProvidesDist { get; init; } = [];

    /// <summary>Gets what it needs outside the Python world.</summary>
    public IReadOnlyList<string> RequiresExternal { get; init; } = [];

    /// <summary>Gets the distributions it needs.</summary>
    public IReadOnlyList<string> RequiresDist { get; init; } = [];

    /// <summary>Gets the media type of the description.</summary>
    public string DescriptionContentType { get; init; } = "";

    /// <summary>Gets the optional features.</summary>
    public IReadOnlyList<string> ProvidesExtras { get; init; } = [];

    /// <summary>Gets the fields that building may change (metadata 2.2).</summary>
    public IReadOnlyList<string> Dynamic { get; init; } = [];

    /// <summary>Gets the SPDX expression of the licence (metadata 2.4).</summary>
    public string LicenseExpression { get; init; } = "";

    /// <summary>Gets the licence files (metadata 2.4).</summary>
    public IReadOnlyList<string> LicenseFile { get; init; } = [];

    /// <summary>Gets the project's name as PEP 503 normalizes it.</summary>
    /// <returns>The normalized name.</returns>
    public string NormalizedName() => ProjectName.Normalize(Name);

    /// <summary>Gets the unit with the fields that core metadata gives.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <returns>A copy; the file's own facts stay.</returns>
    public PythonPackage With(CoreMetadata metadata) => this with
    {
        Name = metadata.Name,
        Version = metadata.Version,
        MetadataVersion = metadata.MetadataVersion ?? "",
        Summary = metadata.Summary ?? "",
        Description = metadata.Description ?? "",
        DescriptionContentType = metadata.DescriptionContentType ?? "",
        Keywords = metadata.Keywords ?? "",
        HomePage = metadata.HomePage ?? "",
        DownloadUrl = metadata.DownloadUrl ?? "",
        Author = metadata.Author ?? "",
        AuthorEmail = metadata.AuthorEmail ?? "",
        Maintainer = metadata.Maintainer ?? "",
        MaintainerEmail = metadata.MaintainerEmail ?? "",
        License = metadata.License ?? "",
        LicenseExpression = metadata.LicenseExpression ?? "",
        LicenseFile = metadata.LicenseFiles,
        Platform = string.Join(",", metadata.Platforms),
        SupportedPlatform = string.Join(",", metadata.SupportedPlatforms),
        Classifiers = metadata.Classifiers,
        RequiresPython = metadata.RequiresPython ?? RequiresPython,
        RequiresDist = metadata.RequiresDist,
        RequiresExternal = metadata.RequiresExternal,
        ProvidesDist = metadata.ProvidesDist,
        ObsoletesDist = metadata.ObsoletesDist,
        ProvidesExtras = metadata.ProvidesExtras,
        Dynamic = metadata.Dynamic,
        ProjectUrls = metadata.ProjectUrls,
    };
}
