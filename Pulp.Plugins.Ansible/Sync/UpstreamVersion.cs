using System.Runtime.InteropServices;
using System.Text.Json;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what upstream says of one collection version: its detail, or an item of the list of all versions, in API v3 or v2.
/// </summary>
internal sealed class UpstreamVersion
{
    private const int MaximumSignatures = 100;
    private const int MaximumSignature = 64 * 1024;
    private const int MaximumMarks = 100;

    private UpstreamVersion(CollectionName name, SemanticVersion version)
    {
        Name = name;
        Version = version;
    }

    public CollectionName Name { get; }

    public SemanticVersion Version { get; }

    /// <summary>Gets the unit; without SHA-256 when upstream does not say it.</summary>
    public required CollectionVersion Unit { get; init; }

    /// <summary>Gets where the file is.</summary>
    public required Uri Download { get; init; }

    public IReadOnlyList<UpstreamSignature> Signatures { get; private init; } = [];

    public IReadOnlyList<string> Marks { get; private init; } = [];

    /// <summary>Gets the digest of what the namespace says of itself, if upstream states one.</summary>
    public string? NamespaceSha256 { get; private init; }

    /// <summary>Reads the name and version of an item.</summary>
    /// <exception cref="BrokenCollectionException">They are none.</exception>
    public static (CollectionName Name, SemanticVersion Version) ReadName(JsonElement item)
    {
        var space = item.Field("namespace") is { ValueKind: JsonValueKind.Object } owner ? owner.TextOf("name") : item.TextOf("namespace");
        var name = item.TextOf("name") ?? item.Field("collection").TextOf("name");
        if (!CollectionName.TryCreate(space, name, out var full))
            throw new BrokenCollectionException($"'{Excerpt.Of($"{space}.{name}")}' is no name of a collection.");
        return (full, ReadVersion(full, item.TextOf("version")));
    }

    /// <summary>Reads a version.</summary>
    /// <exception cref="BrokenCollectionException">It is none.</exception>
    public static SemanticVersion ReadVersion(CollectionName name, string? text) =>
        SemanticVersion.TryParse(text, out var version) && version.Build is null
            ? version
            : throw new BrokenCollectionException($"{name}: '{Excerpt.Of(text ?? "")}' is no version (Semantic Versioning 2.0.0, without build metadata).");

    /// <summary>Reads an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="address">Where it came from; relative addresses in it start there.</param>
    /// <returns>What it says; null when it is complete only as a detail of its own.</returns>
    /// <exception cref="BrokenCollectionException">It cannot be used.</exception>
    public static UpstreamVersion? Read(JsonElement item, Uri address)
    {
        var (name, version) = ReadName(item);
        var git = GitOf(item);
        if (item.TextOf("download_url") is not { } url)
        {
            return git is null
                ? null
                : throw new BrokenCollectionException($"{name} {version}: upstream keeps no archive of it, only that it is commit {git.Value.Commit} of {git.Value.Url}: sync it from there with a remote of type git.");
        }

        if (!Uri.TryCreate(address, url, out var download) || download.Scheme is not ("http" or "https"))
            throw new BrokenCollectionException($"{name} {version}: its download_url is no http or https address.");
        var artifact = item.Field("artifact");
        var metadata = item.Field("metadata");
        var space = item.Field("namespace");
        return new UpstreamVersion(name, version)
        {
            Download = download,
            Signatures = [.. item.ItemsOf("signatures").Take(MaximumSignatures)
                .Select(signature => new UpstreamSignature(signature.TextOf("signature") ?? "", signature.TextOf("pubkey_fingerprint") ?? ""))
                .Where(signature => signature.Data.Length is > 0 and <= MaximumSignature)],
            Marks = [.. item.ItemsOf("marks").Take(MaximumMarks).Select(mark => mark.AsText() ?? mark.TextOf("value")).OfType<string>().Where(mark => mark.Length is > 0 and <= 255).Distinct(StringComparer.Ordinal)],
            NamespaceSha256 = space.TextOf("metadata_sha256"),
            Unit = new CollectionVersion
            {
                Namespace = name.Namespace,
                Name = name.Name,
                Version = version.Text,
                Sha256 = artifact.TextOf("sha256")?.ToLowerInvariant() ?? "",
                Size = artifact.NumberOf("size") is > 0 and var size ? size : 0,
                Authors = metadata.TextsOf("authors"),
                Dependencies = DependenciesOf(metadata),
                Description = metadata.TextOf("description") ?? "",
                Documentation = metadata.TextOf("documentation") ?? "",
                Homepage = metadata.TextOf("homepage") ?? "",
                Issues = metadata.TextOf("issues") ?? "",
                License = metadata.TextsOf("license"),
                OriginRepository = metadata.TextOf("repository") ?? "",
                Tags = [.. metadata.ItemsOf("tags").Select(tag => tag.AsText() ?? tag.TextOf("name")).OfType<string>()],
                RequiresAnsible = item.TextOf("requires_ansible"),
                GitUrl = git?.Url,
                GitCommitSha = git?.Commit,
            },
        };
    }

    private static Dictionary<string, string> DependenciesOf(JsonElement metadata)
    {
        if (metadata.Field("dependencies") is not { ValueKind: JsonValueKind.Object } dependencies)
            return [];
        if (!JsonTexts.AreWhole(JsonMarshal.GetRawUtf8Value(dependencies)))
            throw new BrokenCollectionException("Its dependencies hold half a character.");
        return dependencies.EnumerateObject().DistinctBy(pair => pair.Name, StringComparer.Ordinal).ToDictionary(pair => pair.Name, pair => pair.Value.AsText() ?? "*", StringComparer.Ordinal);
    }

    private static (string Url, string Commit)? GitOf(JsonElement item) =>
        item.TextOf("git_url") is { Length: <= 2000 } text && item.TextOf("git_commit_sha") is { Length: 40 or 64 } commit && commit.All(char.IsAsciiHexDigit)
        && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" or "ssh" or "git" or "file" && url.UserInfo.Length == 0
            ? (text, commit)
            : null;
}
