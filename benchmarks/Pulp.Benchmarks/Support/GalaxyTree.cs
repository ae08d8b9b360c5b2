using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Pulp.Benchmarks;

/// <summary>Writes what a Galaxy server (API v3) answers to a mirror, below a web root. Files exist in name and digest only.</summary>
internal static class GalaxyTree
{
    public const int Namespaces = 50;

    /// <summary>Writes a server.</summary>
    /// <returns>The file that says when the server last changed.</returns>
    public static string Write(string webRoot, string name, int collections, int versions)
    {
        var root = Path.Combine(webRoot, name);
        WriteJson(root, "api", """{"available_versions":{"v3":"v3/"}}""");
        WriteJson(root, "api/v3/excludes", """{"collections":[]}""");
        var (list, all) = (new JsonArray(), new JsonArray());
        for (var collection = 0; collection < collections; collection++)
        {
            var (space, title) = (FormattableString.Invariant($"space{collection % Namespaces}"), FormattableString.Invariant($"collection{collection}"));
            list.Add((JsonNode)new JsonObject { ["namespace"] = space, ["name"] = title, ["deprecated"] = false, ["updated_at"] = "2026-01-01T00:00:00Z" });
            for (var version = 0; version < versions; version++)
                all.Add((JsonNode)VersionOf(space, title, FormattableString.Invariant($"1.{version}.0")));
        }

        WriteJson(root, "api/v3/collections/all", list.ToJsonString());
        WriteJson(root, "api/v3/collection_versions/all", all.ToJsonString());
        return WriteJson(root, "api/v3", """{"published":"2026-01-01T00:00:00Z"}""");
    }

    private static JsonObject VersionOf(string space, string name, string version)
    {
        var file = $"{space}-{name}-{version}.tar.gz";
        return new JsonObject
        {
            ["version"] = version,
            ["href"] = $"/api/v3/plugin/ansible/content/main/collections/index/{space}/{name}/versions/{version}/",
            ["created_at"] = "2026-01-01T00:00:00.000000Z",
            ["updated_at"] = "2026-01-01T00:00:00.000000Z",
            ["requires_ansible"] = ">=2.14.0",
            ["marks"] = new JsonArray(),
            ["artifact"] = new JsonObject { ["filename"] = file, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file))), ["size"] = 100_000 },
            ["collection"] = new JsonObject { ["id"] = "018f0000-0000-7000-8000-000000000000", ["name"] = name, ["href"] = $"/api/v3/plugin/ansible/content/main/collections/index/{space}/{name}/" },
            ["download_url"] = $"/files/{file}",
            ["name"] = name,
            ["namespace"] = new JsonObject { ["name"] = space, ["metadata_sha256"] = null },
            ["signatures"] = new JsonArray(),
            ["metadata"] = new JsonObject
            {
                ["authors"] = new JsonArray("Jane Doe <jane@example.com>", "John Doe <john@example.com>"),
                ["contents"] = new JsonArray([.. Enumerable.Range(0, 15).Select(number => (JsonNode)new JsonObject { ["name"] = FormattableString.Invariant($"module_{number}"), ["content_type"] = "module", ["description"] = null })]),
                ["dependencies"] = new JsonObject { [$"space0.collection0"] = ">=1.0.0,<2.0.0" },
                ["description"] = $"What {name} of {space} does, in some words as long as these usually are.",
                ["documentation"] = $"https://docs.example.com/{space}/{name}/",
                ["homepage"] = $"https://example.com/{space}/{name}/",
                ["issues"] = $"https://example.com/{space}/{name}/issues",
                ["license"] = new JsonArray("GPL-3.0-or-later"),
                ["repository"] = $"https://example.com/{space}/{name}.git",
                ["tags"] = new JsonArray([.. Enumerable.Range(0, 6).Select(number => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"tag{number}"))]),
            },
        };
    }

    private static string WriteJson(string root, string path, string json)
    {
        var folder = Path.Combine(root, path);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "index.html");
        File.WriteAllText(file, json);
        return file;
    }
}
