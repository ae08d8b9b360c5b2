using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pulp.Benchmarks;

/// <summary>Archives of Ansible collections, as ansible-galaxy makes them.</summary>
internal sealed record CollectionFile(string Namespace, string Name, string Version, byte[] Bytes)
{
    private const string Installed = "/usr/lib/python3/dist-packages/ansible_collections";

    public string FileName => $"{Namespace}-{Name}-{Version}.tar.gz";

    /// <summary>Makes an archive of a collection that Debian's package <c>ansible</c> installs. Its list of files names tests that the package leaves out, so the list is made anew.</summary>
    public static CollectionFile OfInstalled(string ns, string name, string version)
    {
        var folder = Path.Combine(Installed, ns, name);
        if (!Directory.Exists(folder))
            throw new InvalidOperationException($"There is no collection in {folder}: Debian's package ansible is needed.");
        var info = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "MANIFEST.json")))!["collection_info"]!.DeepClone().AsObject();
        (info["version"], info["license"], info["license_file"]) = (version, new JsonArray("GPL-3.0-or-later"), null);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(folder, file), File: file))
            .Where(pair => pair.Path is not ("MANIFEST.json" or "FILES.json") && !pair.Path.Contains("__pycache__", StringComparison.Ordinal) && File.Exists(pair.File))
            .ToDictionary(pair => pair.Path, pair => File.ReadAllBytes(pair.File));
        files.TryAdd("README.md", "# Collection\n"u8.ToArray());
        return Create(info, files);
    }

    /// <summary>Makes an archive of a small collection with some modules.</summary>
    public static CollectionFile Small(string ns, string name, string version, int modules)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["README.md"] = "# Collection\n"u8.ToArray(),
            ["meta/runtime.yml"] = "requires_ansible: '>=2.14.0'\n"u8.ToArray(),
        };
        for (var module = 0; module < modules; module++)
            files[FormattableString.Invariant($"plugins/modules/module_{module}.py")] = "#!/usr/bin/python\nDOCUMENTATION = r'''\nmodule: m\nshort_description: Does it\n'''\n"u8.ToArray();
        return Create(
            new JsonObject
            {
                ["namespace"] = ns,
                ["name"] = name,
                ["version"] = version,
                ["authors"] = new JsonArray("Ann Author"),
                ["readme"] = "README.md",
                ["tags"] = new JsonArray("tools"),
                ["description"] = $"What {name} does",
                ["license"] = new JsonArray("MIT"),
                ["license_file"] = null,
                ["dependencies"] = new JsonObject(),
                ["repository"] = "https://example.com/repository",
                ["documentation"] = null,
                ["homepage"] = null,
                ["issues"] = null,
            },
            files);
    }

    private static CollectionFile Create(JsonObject info, Dictionary<string, byte[]> files)
    {
        var folders = files.Keys.SelectMany(Folders).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var items = new JsonArray([Item(".", null), .. folders.Select(folder => Item(folder, null)), .. files.Select(file => Item(file.Key, file.Value))]);
        var list = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["files"] = items, ["format"] = 1 });
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["collection_info"] = info, ["file_manifest_file"] = Item("FILES.json", list), ["format"] = 1 });
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            Write(tar, "MANIFEST.json", manifest);
            Write(tar, "FILES.json", list);
            foreach (var folder in folders)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder + "/"));
            foreach (var (path, bytes) in files)
                Write(tar, path, bytes);
        }

        return new CollectionFile(info["namespace"]!.GetValue<string>(), info["name"]!.GetValue<string>(), info["version"]!.GetValue<string>(), packed.ToArray());
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }

    private static void Write(TarWriter tar, string path, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content });
    }

    private static JsonObject Item(string path, byte[]? bytes) => new()
    {
        ["name"] = path,
        ["ftype"] = bytes is null ? "dir" : "file",
        ["chksum_type"] = bytes is null ? null : "sha256",
        ["chksum_sha256"] = bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(bytes)),
        ["format"] = 1,
    };
}
