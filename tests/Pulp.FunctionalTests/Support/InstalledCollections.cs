using System.Text.Json.Nodes;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Builds archives of the collections that Debian's package <c>ansible</c> installs. It leaves out files that publishing asks for; those are put back.
/// </summary>
internal sealed class InstalledCollections : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public InstalledCollections() => Prerequisite.Require(Prerequisite.Collections);

    /// <summary>Builds the archive of a collection with ansible-galaxy.</summary>
    /// <param name="client">The client that builds.</param>
    /// <param name="collection">The collection's full name.</param>
    /// <returns>The archive's path.</returns>
    public async Task<string> BuildAsync(AnsibleClient client, string collection)
    {
        var source = Path.Combine(Prerequisite.Collections, collection.Replace('.', '/'));
        var copy = folder.Below("sources", collection);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => File.Exists(file) && !file.Contains("__pycache__", StringComparison.Ordinal)))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var info = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(copy, "MANIFEST.json")))!["collection_info"]!.AsObject();
        File.Delete(Path.Combine(copy, "MANIFEST.json"));
        File.Delete(Path.Combine(copy, "FILES.json"));
        var known = info.Where(pair => pair.Value is not null && pair.Key != "license_file").ToDictionary(pair => pair.Key, pair => pair.Value!.DeepClone());
        if (known["license"].AsArray().Count == 0)
            known["license"] = new JsonArray("GPL-3.0-or-later");
        known["readme"] = "README.md";

        // JSON is YAML.
        await File.WriteAllTextAsync(Path.Combine(copy, "galaxy.yml"), new JsonObject(known.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))).ToJsonString());
        if (!File.Exists(Path.Combine(copy, "README.md")))
            await File.WriteAllTextAsync(Path.Combine(copy, "README.md"), $"# {collection}\n");
        var runtime = Path.Combine(copy, "meta", "runtime.yml");
        if (!File.Exists(runtime) || !(await File.ReadAllTextAsync(runtime)).Contains("requires_ansible", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(runtime)!);
            await File.AppendAllTextAsync(runtime, "\nrequires_ansible: '>=2.9.10'\n");
        }

        (await client.RunAsync("collection", "build", copy, "--output-path", folder.Below("built"))).Succeeded();
        return folder.Below("built", $"{collection.Replace('.', '-')}-{info["version"]!.GetValue<string>()}.tar.gz");
    }

    public void Dispose() => folder.Dispose();
}
