using System.Text.Json;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Represents what <c>MANIFEST.json</c> says.
/// </summary>
internal sealed record CollectionManifest
{
    private const string FileList = "FILES.json";

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public IReadOnlyList<string> License { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Dependencies { get; init; } = new Dictionary<string, string>();

    public string? Description { get; init; }

    public string? Repository { get; init; }

    public string? Documentation { get; init; }

    public string? Homepage { get; init; }

    public string? Issues { get; init; }

    public string? LicenseFile { get; init; }

    public string? Readme { get; init; }

    /// <summary>Gets the SHA-256 of FILES.json in hexadecimal, as the manifest states it.</summary>
    public required string FilesSha256 { get; init; }

    /// <summary>Reads a manifest. Values of a wrong type are noted and left out; see <see cref="ManifestRules"/> for the rest.</summary>
    /// <exception cref="CollectionRefusedException">It does not say which collection this is, or is no manifest.</exception>
    public static CollectionManifest Parse(ReadOnlyMemory<byte> utf8, Findings findings)
    {
        using var document = JsonDocuments.Parse(utf8, "MANIFEST.json", findings);
        if (!document.RootElement.TryGetProperty("collection_info", out var info) || info.ValueKind != JsonValueKind.Object)
            throw findings.Refused("MANIFEST.json has no 'collection_info'. Build the archive with 'ansible-galaxy collection build'.");
        if (!document.RootElement.TryGetProperty("file_manifest_file", out var list) || list.ValueKind != JsonValueKind.Object
            || JsonDocuments.Text(list, "name") != FileList || JsonDocuments.Text(list, "chksum_sha256") is not { } sha256)
            throw findings.Refused($"MANIFEST.json has no 'file_manifest_file' item with the name and the SHA-256 of {FileList}. Build the archive with 'ansible-galaxy collection build'.");
        var reader = new InfoReader(info, findings);
        var manifest = new CollectionManifest
        {
            Namespace = reader.Text("namespace") ?? "",
            Name = reader.Text("name") ?? "",
            Version = reader.Text("version") ?? "",
            Authors = reader.Texts("authors"),
            License = reader.Texts("license"),
            Tags = reader.Texts("tags"),
            Dependencies = reader.Dependencies(),
            Description = reader.Text("description"),
            Repository = reader.Text("repository"),
            Documentation = reader.Text("documentation"),
            Homepage = reader.Text("homepage"),
            Issues = reader.Text("issues"),
            LicenseFile = reader.Text("license_file"),
            Readme = reader.Text("readme"),
            FilesSha256 = sha256.ToLowerInvariant(),
        };
        if (!CollectionName.TryCreate(manifest.Namespace, manifest.Name, out _))
            findings.Error($"The name '{manifest.Namespace}.{manifest.Name}' is not allowed: namespace and name are 2 to 64 lower-case letters, digits and single underscores, begin with a letter, and are no word that Python or Windows reserves. Change them in galaxy.yml.");
        if (!SemanticVersion.TryParse(manifest.Version, out var version) || version.Build is not null)
            findings.Error($"The version '{manifest.Version}' is no semantic version without build metadata, as 1.2.3 or 1.2.3-rc.1 are. Change it in galaxy.yml.");
        return manifest;
    }

    /// <summary>Reads the fields of the collection, and notes those of a wrong type.</summary>
    private sealed class InfoReader(JsonElement info, Findings findings)
    {
        public string? Text(string name)
        {
            if (!TryGet(name, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String)
                return value.GetString();
            findings.Break($"'{name}' in MANIFEST.json must be a text. Change it in galaxy.yml.");
            return null;
        }

        public IReadOnlyList<string> Texts(string name)
        {
            if (!TryGet(name, out var value))
                return [];
            if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String))
                return [.. value.EnumerateArray().Select(static item => item.GetString()!)];
            findings.Break($"'{name}' in MANIFEST.json must be a list of texts. Change it in galaxy.yml.");
            return [];
        }

        public IReadOnlyDictionary<string, string> Dependencies()
        {
            var dependencies = new Dictionary<string, string>(StringComparer.Ordinal);
            if (!TryGet("dependencies", out var value))
                return dependencies;
            if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(static item => item.Value.ValueKind != JsonValueKind.String))
            {
                findings.Error("'dependencies' in MANIFEST.json must name collections with version ranges. Change it in galaxy.yml.");
                return dependencies;
            }

            foreach (var item in value.EnumerateObject())
                dependencies[item.Name] = item.Value.GetString()!;
            return dependencies;
        }

        private bool TryGet(string name, out JsonElement value) => info.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }
}
