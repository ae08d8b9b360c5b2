using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Represents what a role's <c>meta/main.yml</c> says by which the role is shown and found.
/// </summary>
/// <remarks>What has not the form that Ansible reads is passed over: it is for people, and no role is refused for it.</remarks>
internal sealed record RoleMetadata
{
    private const int MaximumDescription = 512;
    private const int MaximumText = 128;
    private const int MaximumItems = 100;
    private const string EachRelease = "all";
    private static readonly string[] NamesOfDependencies = ["role", "name", "src"];

    public static RoleMetadata None { get; } = new();

    public string Description { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<RolePlatform> Platforms { get; init; } = [];

    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>Reads the metadata of a file.</summary>
    /// <param name="meta">Its bytes; null when there is none.</param>
    public static RoleMetadata Of(byte[]? meta)
    {
        try
        {
            return meta is null ? None : Of(YamlDocument.Parse(meta));
        }
        catch (YamlFormatException)
        {
            return None;
        }
    }

    /// <summary>Reads the metadata of a document.</summary>
    public static RoleMetadata Of(YamlNode? meta)
    {
        var info = meta?["galaxy_info"];
        var description = info?["description"]?.AsText()?.Trim() ?? "";
        return new RoleMetadata
        {
            Description = Excerpt.Beginning(description, MaximumDescription),
            // Before there were tags there were categories.
            Tags = [.. TextsOf(info?["galaxy_tags"]).Concat(TextsOf(info?["categories"])).Distinct(StringComparer.Ordinal).Take(MaximumItems)],
            Platforms = [.. (info?["platforms"]?.Items ?? []).SelectMany(PlatformsOf).Distinct().Take(MaximumItems)],
            Dependencies = [.. (meta?["dependencies"]?.Items ?? []).Select(DependencyOf).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaximumItems)],
        };
    }

    public Role ApplyTo(Role role) => role with { Description = Description, Tags = Tags, Platforms = Platforms, Dependencies = Dependencies };

    private static IEnumerable<string> TextsOf(YamlNode? list) => (list?.Items ?? []).Select(TextOf).OfType<string>();

    private static string? TextOf(YamlNode? node) => node?.AsText()?.Trim() is { Length: > 0 and <= MaximumText } text ? text : null;

    private static IEnumerable<RolePlatform> PlatformsOf(YamlNode platform)
    {
        if (TextOf(platform["name"]) is not { } name)
            return [];
        var releases = TextsOf(platform["versions"]).ToList();
        return releases.Count == 0 ? [new RolePlatform(name, EachRelease)] : releases.Select(release => new RolePlatform(name, release));
    }

    private static string? DependencyOf(YamlNode dependency) => TextOf(dependency) ?? NamesOfDependencies.Select(name => TextOf(dependency[name])).FirstOrDefault(name => name is not null);
}
