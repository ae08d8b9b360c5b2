using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Testing.Archives;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Builds archives of collections as ansible-galaxy does, and such that are wrong in one point.</summary>
internal sealed class CollectionBuilder
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Target)> links = [];

    public CollectionBuilder(string @namespace = "acme", string name = "tools", string version = "1.0.0")
    {
        Info = new JsonObject
        {
            ["namespace"] = @namespace,
            ["name"] = name,
            ["version"] = version,
            ["authors"] = new JsonArray("Ann Author"),
            ["readme"] = "README.md",
            ["tags"] = new JsonArray("tools"),
            ["description"] = "Tools for tests",
            ["license"] = new JsonArray("MIT"),
            ["license_file"] = null,
            ["dependencies"] = new JsonObject(),
            ["repository"] = "https://example.org/acme/tools",
            ["documentation"] = null,
            ["homepage"] = "https://example.org",
            ["issues"] = null,
        };
        With("README.md", "# Tools\n").With("meta/runtime.yml", "requires_ansible: '>=2.14.0'\n");
    }

    /// <summary>Gets the collection's information, to be changed before building.</summary>
    public JsonObject Info { get; }

    public string FileName => $"{Info["namespace"]}-{Info["name"]}-{Info["version"]}.tar.gz";

    /// <summary>Gets or sets what changes MANIFEST.json after it is made.</summary>
    public Func<byte[], byte[]>? ManifestChange { get; set; }

    /// <summary>Gets or sets what changes FILES.json after it is made; the manifest knows the changed one.</summary>
    public Func<JsonObject, JsonNode>? FilesChange { get; set; }

    public CollectionBuilder With(string path, string content) => With(path, Encoding.UTF8.GetBytes(content));

    public CollectionBuilder With(string path, byte[] content)
    {
        files[path] = content;
        return this;
    }

    public CollectionBuilder Without(string path)
    {
        files.Remove(path);
        return this;
    }

    /// <summary>Adds a symbolic link to a file of the collection.</summary>
    public CollectionBuilder WithLink(string path, string target)
    {
        links.Add((path, target));
        return this;
    }

    /// <summary>Adds a module with documentation.</summary>
    public CollectionBuilder WithModule(string name, string documentation = "module: m\nshort_description: Does it\n") =>
        With($"plugins/modules/{name}.py", $"#!/usr/bin/python\nDOCUMENTATION = r'''\n{documentation}'''\n\nEXAMPLES = '''\n- m:\n'''\n\nRETURN = \"\"\"\nmsg: {{type: str}}\n\"\"\"\n\ndef main():\n    pass\n");

    public byte[] Manifest(byte[] filesJson)
    {
        var manifest = new JsonObject
        {
            ["collection_info"] = Info.DeepClone(),
            ["file_manifest_file"] = Item("FILES.json", "file", Sha256(filesJson)),
            ["format"] = 1,
        };
        var bytes = Bytes(manifest);
        return ManifestChange?.Invoke(bytes) ?? bytes;
    }

    /// <summary>Builds the archive; the change may add members before its end.</summary>
    public byte[] Build(Action<TarBuilder>? change = null) => TarBuilder.Gzip(Tar(change).Tar());

    public TarBuilder Tar(Action<TarBuilder>? change = null)
    {
        var list = FilesJson();
        var tar = new TarBuilder().File("MANIFEST.json", Manifest(list)).File("FILES.json", list);
        foreach (var folder in Folders())
            tar.Folder(folder + "/");
        foreach (var (name, content) in files)
            tar.File(name, content);
        foreach (var (name, target) in links)
            tar.Link(name, target);
        change?.Invoke(tar);
        return tar;
    }

    private byte[] FilesJson()
    {
        var items = new JsonArray { Item(".", "dir", null) };
        foreach (var folder in Folders())
            items.Add(Item(folder, "dir", null));
        foreach (var (name, content) in files)
            items.Add(Item(name, "file", Sha256(content)));
        foreach (var (name, target) in links)
        {
            var path = new Uri(new Uri("http://root/" + name), target).AbsolutePath[1..];
            items.Add(Item(name, "file", files.TryGetValue(path, out var content) ? Sha256(content) : Sha256([])));
        }

        var list = new JsonObject { ["files"] = items, ["format"] = 1 };
        return Bytes(FilesChange?.Invoke(list) ?? list);
    }

    private IEnumerable<string> Folders() => files.Keys.Concat(links.Select(link => link.Name))
        .SelectMany(path => Enumerable.Range(1, path.Count(c => c == '/')).Select(depth => string.Join('/', path.Split('/').Take(depth))))
        .Distinct().Order(StringComparer.Ordinal);

    private static JsonObject Item(string name, string type, string? sha256) => new()
    {
        ["name"] = name,
        ["ftype"] = type,
        ["chksum_type"] = sha256 is null ? null : "sha256",
        ["chksum_sha256"] = sha256,
        ["format"] = 1,
    };

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
