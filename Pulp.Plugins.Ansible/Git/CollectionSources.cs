using System.Text.Json;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Yaml;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Represents what the sources of a collection say of it: <c>galaxy.yml</c>, or the <c>MANIFEST.json</c> of one that was built.
/// </summary>
/// <param name="Name">The collection.</param>
/// <param name="Version">The version.</param>
/// <param name="Info">What stands in the manifest's <c>collection_info</c>.</param>
/// <param name="Ignored">Patterns of files that are not part of it.</param>
internal sealed record CollectionSources(CollectionName Name, string Version, byte[] Info, IReadOnlyList<string> Ignored)
{
    private const int MaximumFile = 1024 * 1024;
    private static readonly string[] Texts = ["readme", "description", "license_file", "repository", "documentation", "homepage", "issues"];
    private static readonly string[] Lists = ["authors", "tags", "license"];

    /// <summary>Reads the sources in a folder.</summary>
    /// <returns>What they say; null when they are no collection.</returns>
    /// <exception cref="SyncException">They do not say what they must.</exception>
    public static CollectionSources? Find(string folder)
    {
        foreach (var name in new[] { "galaxy.yml", "galaxy.yaml" })
        {
            if (ReadFile(Path.Join(folder, name)) is { } yaml)
                return Read(name, yaml);
        }

        return ReadFile(Path.Join(folder, "MANIFEST.json")) is { } manifest ? Read("MANIFEST.json", manifest) : null;
    }

    private static CollectionSources Read(string file, byte[] bytes)
    {
        try
        {
            // JSON is YAML.
            var root = YamlDocument.Parse(bytes);
            var info = file == "MANIFEST.json" ? root?["collection_info"] : root;
            if (info is null || !CollectionName.TryCreate(info["namespace"]?.AsText(), info["name"]?.AsText(), out var name))
                throw new SyncException($"{file} does not say a namespace and a name that a collection may have.");
            var version = info["version"]?.AsText();
            if (!SemanticVersion.TryParse(version, out _))
                throw new SyncException($"{file} does not say a version (Semantic Versioning 2.0.0).");
            return new CollectionSources(name, version, WriteInfo(name, version, info), [.. (info["build_ignore"]?.Items ?? []).Select(item => item.AsText()).OfType<string>()]);
        }
        catch (YamlFormatException malformed)
        {
            throw new SyncException($"{file} cannot be used: {malformed.Message}", malformed);
        }
    }

    private static byte[] WriteInfo(CollectionName name, string version, YamlNode info)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("namespace", name.Namespace);
            writer.WriteString("name", name.Name);
            writer.WriteString("version", version);
            foreach (var key in Lists)
            {
                writer.WriteStartArray(key);
                foreach (var text in ItemsOf(info[key]))
                    writer.WriteStringValue(text);
                writer.WriteEndArray();
            }

            foreach (var key in Texts)
                writer.WriteString(key, info[key]?.AsText());
            writer.WriteStartObject("dependencies");
            foreach (var (needed, range) in info["dependencies"]?.Entries ?? [])
                writer.WriteString(needed, range.AsText() ?? "*");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static IEnumerable<string> ItemsOf(YamlNode? value) =>
        value?.AsText() is { } single ? [single] : (value?.Items ?? []).Select(item => item.AsText()).OfType<string>();

    private static byte[]? ReadFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null)
            return null;
        return file.Length <= MaximumFile ? File.ReadAllBytes(path) : throw new SyncException($"{file.Name} is larger than {MaximumFile} bytes.");
    }
}
