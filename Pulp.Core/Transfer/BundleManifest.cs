using System.Text.Json;

namespace Pulp.Transfer;

/// <summary>
/// Represents what a bundle says of itself: its first member, <c>manifest.json</c>.
/// </summary>
public sealed record BundleManifest
{
    /// <summary>The name of the format.</summary>
    public const string FormatName = "pulp-bundle";

    /// <summary>The newest version of the format that is written and read here.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Gets the name of the format.</summary>
    public required string Format { get; init; }

    /// <summary>Gets the version of the format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Gets the version of the Pulp that wrote it. It decides nothing.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Gets the identifier of the export.</summary>
    public required Guid Export { get; init; }

    /// <summary>Gets when it was begun (UTC).</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets the versions of the plugins whose content it holds, by label. They decide nothing.</summary>
    public required IReadOnlyDictionary<string, string> Plugins { get; init; }

    /// <summary>Gets the numbers of the documents' schemas, by the names of the content types it may hold.</summary>
    public required IReadOnlyDictionary<string, int> ContentTypes { get; init; }

    /// <summary>Gets the repositories.</summary>
    public required IReadOnlyList<BundleRepository> Repositories { get; init; }

    /// <summary>Gets what whoever exported it wanted to say.</summary>
    public IReadOnlyDictionary<string, JsonElement> Meta { get; init; } = new Dictionary<string, JsonElement>();
}
