using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Represents a collection version that a played Galaxy server has.</summary>
internal sealed record GalaxyVersion(string Namespace, string Name, string Version)
{
    public IReadOnlyDictionary<string, string> Dependencies { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Signatures { get; init; } = [];

    public IReadOnlyList<string> Marks { get; init; } = [];

    public string RequiresAnsible { get; init; } = ">=2.14";

    public string? NamespaceSha256 { get; init; }

    public string? DownloadUrl { get; init; }

    public byte[]? Bytes { get; init; }

    public string? StatedSha256 { get; init; }

    public byte[] File => Bytes ?? Tarballs.Of(Namespace, Name, Version);

    public string FileName => $"{Namespace}-{Name}-{Version}.tar.gz";

    public string Sha256 => StatedSha256 ?? Convert.ToHexStringLower(SHA256.HashData(File));

    public string Path => $"collections/{Namespace}/{Name}/versions/{Version}/";

    public JsonObject Write(bool isV3, string downloadUrl)
    {
        var json = new JsonObject
        {
            ["version"] = Version,
            ["href"] = "/" + Path,
            ["created_at"] = "2026-01-01T00:00:00Z",
            ["updated_at"] = "2026-01-01T00:00:00Z",
            ["requires_ansible"] = RequiresAnsible,
            ["marks"] = new JsonArray([.. Marks.Select(mark => (JsonNode)mark)]),
            ["artifact"] = new JsonObject { ["filename"] = FileName, ["sha256"] = Sha256, ["size"] = File.Length },
            ["collection"] = new JsonObject { ["name"] = Name },
            ["download_url"] = DownloadUrl ?? downloadUrl,
            ["namespace"] = new JsonObject { ["name"] = Namespace, ["metadata_sha256"] = NamespaceSha256 },
            ["signatures"] = new JsonArray([.. Signatures.Select(text => (JsonNode)new JsonObject { ["signature"] = text, ["pubkey_fingerprint"] = "ABCD", ["signing_service"] = null })]),
            ["metadata"] = new JsonObject
            {
                ["authors"] = new JsonArray("A <a@example.com>"),
                ["dependencies"] = new JsonObject(Dependencies.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
                ["description"] = $"About {Name}",
                ["license"] = new JsonArray("MIT"),
                ["tags"] = new JsonArray("linux"),
                ["repository"] = "https://example.com/src",
            },
        };
        if (isV3)
            json["name"] = Name;
        return json;
    }
}
