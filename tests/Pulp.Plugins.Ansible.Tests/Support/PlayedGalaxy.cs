using System.Text.Json.Nodes;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Scripts a fake upstream as a Galaxy server with some collections.</summary>
internal sealed class PlayedGalaxy(FakeUpstream upstream, bool isV3 = true, string root = "/")
{
    private readonly List<GalaxyVersion> versions = [];
    private readonly HashSet<string> deprecated = new(StringComparer.Ordinal);
    private int changes;

    public string Api => root + (isV3 ? "api/v3/" : "api/v2/");

    /// <summary>Gets or sets whether there are lists of everything.</summary>
    public bool HasLists { get; set; } = true;

    public IReadOnlyList<GalaxyVersion> Versions => versions;

    public PlayedGalaxy Add(string name, string version, Func<GalaxyVersion, GalaxyVersion>? change = null)
    {
        var plain = new GalaxyVersion(name.Split('.')[0], name.Split('.')[1], version);
        versions.Add(change?.Invoke(plain) ?? plain);
        return this;
    }

    public PlayedGalaxy Remove(string name, string version)
    {
        versions.RemoveAll(known => $"{known.Namespace}.{known.Name}" == name && known.Version == version);
        return this;
    }

    public PlayedGalaxy Deprecate(string name, bool isDeprecated = true)
    {
        if (isDeprecated)
            deprecated.Add(name);
        else
            deprecated.Remove(name);
        return this;
    }

    /// <summary>Answers from now on with what is there now.</summary>
    public PlayedGalaxy Play()
    {
        changes++;
        Map(root + "api/", new JsonObject { ["available_versions"] = isV3 ? new JsonObject { ["v3"] = "v3/", ["v1"] = "v1/" } : new JsonObject { ["v2"] = "v2/" } });
        var collections = versions.GroupBy(version => (version.Namespace, version.Name)).Select(group => CollectionOf(group.Key.Namespace, group.Key.Name, [.. group])).ToList();
        MapPages(Api + "collections/", collections);
        foreach (var group in versions.GroupBy(version => $"{Api}collections/{version.Namespace}/{version.Name}/"))
        {
            Map(group.Key, CollectionOf(group.First().Namespace, group.First().Name, [.. group]));
            MapPages(group.Key + "versions/", [.. group.Select(version => (JsonNode)new JsonObject { ["version"] = version.Version, ["updated_at"] = "2026-01-01T00:00:00Z", ["href"] = "/x" })]);
        }

        foreach (var version in versions)
        {
            Map(Api + version.Path, version.Write(isV3, UrlOf(version)));
            upstream.Map($"{root}files/{version.FileName}", FakeAnswer.Ok(version.File));
        }

        if (isV3)
            Map(Api, new JsonObject { ["published"] = $"2026-01-01T00:00:{changes:D2}Z" });
        if (!HasLists || !isV3)
            return this;
        Map(Api + "collections/all/", new JsonArray([.. collections.Select(collection => collection.DeepClone())]));
        Map(Api + "collection_versions/all/", new JsonArray([.. versions.Select(version => (JsonNode)version.Write(isV3, UrlOf(version)))]));
        return this;
    }

    public PlayedGalaxy Map(string path, JsonNode answer)
    {
        upstream.Map(path, FakeAnswer.Ok(answer.ToJsonString(), "application/json"));
        return this;
    }

    public JsonObject Page(IEnumerable<JsonNode> items, string? next) => isV3
        ? new JsonObject { ["meta"] = new JsonObject { ["count"] = 1 }, ["links"] = new JsonObject { ["next"] = next }, ["data"] = new JsonArray([.. items.Select(item => item.DeepClone())]) }
        : new JsonObject { ["count"] = 1, ["next"] = next, ["results"] = new JsonArray([.. items.Select(item => item.DeepClone())]) };

    private string UrlOf(GalaxyVersion version) => $"{upstream.Url.AbsoluteUri.TrimEnd('/')}{root}files/{version.FileName}";

    // Two pages, when there is more than one item: the first is answered first.
    private void MapPages(string path, IReadOnlyList<JsonNode> items)
    {
        if (items.Count < 2)
        {
            Map(path, Page(items, null));
            return;
        }

        var half = items.Count / 2;
        Map(path + "2/", Page(items.Skip(half), null));
        Map(path, Page(items.Take(half), isV3 ? path + "2/?offset=1" : new Uri(upstream.Url, path + "2/?page=2").AbsoluteUri));
    }

    private JsonObject CollectionOf(string space, string name, IReadOnlyList<GalaxyVersion> group) => new()
    {
        ["namespace"] = isV3 ? space : new JsonObject { ["name"] = space },
        ["name"] = name,
        ["deprecated"] = deprecated.Contains($"{space}.{name}"),
        ["updated_at"] = $"2026-01-01T00:00:{group.Count:D2}Z",
        ["highest_version"] = new JsonObject { ["version"] = group[^1].Version },
    };
}
