using System.Collections.ObjectModel;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents the core metadata of one distribution file: the content of <c>METADATA</c> or <c>PKG-INFO</c> (core metadata specifications 1.0 to 2.5).
/// </summary>
/// <remarks>Texts that the file does not state, and the placeholder <c>UNKNOWN</c> of old tools, are <see langword="null"/>; lists are empty.</remarks>
public sealed record CoreMetadata
{
    /// <summary>The largest file that is read: 4 MiB.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Gets the versions of the specification that are known.</summary>
    public static IReadOnlyList<string> KnownMetadataVersions { get; } = ["1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"];

    /// <summary>Gets the field <c>Metadata-Version</c>.</summary>
    public string? MetadataVersion { get; init; }

    /// <summary>Gets the field <c>Name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the field <c>Version</c> as written.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the field <c>Summary</c>.</summary>
    public string? Summary { get; init; }

    /// <summary>Gets the description: the body of the file, or the field <c>Description</c> with its continuation lines joined.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the field <c>Description-Content-Type</c>.</summary>
    public string? DescriptionContentType { get; init; }

    /// <summary>Gets the field <c>Keywords</c>.</summary>
    public string? Keywords { get; init; }

    /// <summary>Gets the field <c>Home-page</c>.</summary>
    public string? HomePage { get; init; }

    /// <summary>Gets the field <c>Download-URL</c>.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary>Gets the field <c>Author</c>.</summary>
    public string? Author { get; init; }

    /// <summary>Gets the field <c>Author-email</c>.</summary>
    public string? AuthorEmail { get; init; }

    /// <summary>Gets the field <c>Maintainer</c>.</summary>
    public string? Maintainer { get; init; }

    /// <summary>Gets the field <c>Maintainer-email</c>.</summary>
    public string? MaintainerEmail { get; init; }

    /// <summary>Gets the field <c>License</c>.</summary>
    public string? License { get; init; }

    /// <summary>Gets the field <c>License-Expression</c>.</summary>
    public string? LicenseExpression { get; init; }

    /// <summary>Gets the fields <c>License-File</c>.</summary>
    public IReadOnlyList<string> LicenseFiles { get; init; } = [];

    /// <summary>Gets the fields <c>Platform</c>.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Gets the fields <c>Supported-Platform</c>.</summary>
    public IReadOnlyList<string> SupportedPlatforms { get; init; } = [];

    /// <summary>Gets the fields <c>Classifier</c>.</summary>
    public IReadOnlyList<string> Classifiers { get; init; } = [];

    /// <summary>Gets the field <c>Requires-Python</c> as written.</summary>
    public string? RequiresPython { get; init; }

    /// <summary>Gets the fields <c>Requires-Dist</c>, and those of its forerunner <c>Requires</c> when there are none, as written.</summary>
    public IReadOnlyList<string> RequiresDist { get; init; } = [];

    /// <summary>Gets the fields <c>Requires-External</c>.</summary>
    public IReadOnlyList<string> RequiresExternal { get; init; } = [];

    /// <summary>Gets the fields <c>Provides-Dist</c>, and those of its forerunner <c>Provides</c> when there are none.</summary>
    public IReadOnlyList<string> ProvidesDist { get; init; } = [];

    /// <summary>Gets the fields <c>Obsoletes-Dist</c>, and those of its forerunner <c>Obsoletes</c> when there are none.</summary>
    public IReadOnlyList<string> ObsoletesDist { get; init; } = [];

    /// <summary>Gets the fields <c>Provides-Extra</c>.</summary>
    public IReadOnlyList<string> ProvidesExtras { get; init; } = [];

    /// <summary>Gets the fields <c>Dynamic</c>.</summary>
    public IReadOnlyList<string> Dynamic { get; init; } = [];

    /// <summary>Gets the fields <c>Project-URL</c>: URLs by label, in the order written.</summary>
    public IReadOnlyDictionary<string, string> ProjectUrls { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Parses the bytes of a metadata file.</summary>
    /// <param name="content">The file: UTF-8, at most <see cref="MaxBytes"/>.</param>
    /// <exception cref="PackageFormatException">The file breaks a rule of the specification.</exception>
    public static CoreMetadata Parse(ReadOnlySpan<byte> content) => Parse(content, new FindingSink(ReadMode.Strict))!;

    /// <summary>Parses as much of a metadata file as can be read.</summary>
    /// <param name="content">The file.</param>
    /// <param name="findings">What is wrong with it.</param>
    /// <returns>The metadata, or <see langword="null"/> when the file states no usable name and version.</returns>
    public static CoreMetadata? ParseLenient(ReadOnlySpan<byte> content, out IReadOnlyList<Finding> findings)
    {
        var sink = new FindingSink(ReadMode.Lenient);
        findings = sink.Findings;
        return Parse(content, sink);
    }

    internal static CoreMetadata? Parse(ReadOnlySpan<byte> content, FindingSink sink) =>
        MetadataHeaders.Read(content, sink) is { } headers ? new CoreMetadataReader(headers, sink).Read() : null;
}
