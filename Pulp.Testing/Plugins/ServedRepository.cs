using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Pulp.Distributions;
using Pulp.Testing.Hosting;
using Pulp.Testing.Upstream;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Represents a repository of the plugin under test with its remote and its distribution, all reached by HTTP.
/// </summary>
internal sealed class ServedRepository
{
    private readonly Func<PluginServer> server;
    private readonly PluginScenario scenario;

    private ServedRepository(Func<PluginServer> server, PluginScenario scenario, string name, string href)
    {
        this.server = server;
        this.scenario = scenario;
        Name = name;
        Href = href;
    }

    /// <summary>Gets the name, which is the base path of the distribution as well.</summary>
    public string Name { get; }

    /// <summary>Gets the address.</summary>
    public string Href { get; }

    /// <summary>Gets the address of the remote; null when the plugin does not sync.</summary>
    public string? Remote { get; private init; }

    private RestClient Admin => server().Admin;

    public static async Task<ServedRepository> CreateAsync(Func<PluginServer> server, PluginScenario scenario, string name, FakeUpstream? upstream, string policy, object? remote)
    {
        var repository = await server().Admin.CreateAsync(scenario.Repositories, With(scenario.DescribeRepository(), new { name }));
        var served = new ServedRepository(server, scenario, name, (string)repository["pulp_href"]!)
        {
            Remote = upstream is null ? null : (string)(await server().Admin.CreateAsync(
                scenario.Remotes, With(scenario.DescribeRemote(upstream), new { name, policy, max_retries = 0 }, remote)))["pulp_href"]!,
        };
        await served.DistributeAsync(name, new { repository = served.Href });
        return served;
    }

    /// <summary>Distributes a repository that is there, published where distributions serve publications.</summary>
    public static async Task<ServedRepository> OfAsync(Func<PluginServer> server, PluginScenario scenario, string name)
    {
        var found = (await server().Admin.ReadAsync($"{scenario.Repositories}?name={name}"))["results"]!.AsArray();
        var served = new ServedRepository(server, scenario, name, (string)found.Single()!["pulp_href"]!);
        await served.DistributeAsync(name, new { repository = served.Href });
        await served.PublishAsync();
        return served;
    }

    /// <summary>Syncs; the task must complete.</summary>
    public async Task SyncAsync(bool mirror = false)
    {
        await Admin.CompletedAsync(await AskForSyncAsync(mirror));
        await PublishAsync();
    }

    /// <summary>Syncs and gives the task as it ended; it may be refused at once, too.</summary>
    public async Task<JsonNode> TrySyncAsync(bool mirror = false) => await Admin.FinishedAsync(await AskForSyncAsync(mirror));

    public Task<RestAnswer> AskForSyncAsync(bool mirror = false) => Admin.PostAsync($"{Href}sync/", new { remote = Remote, mirror });

    /// <summary>Uploads a unit into the repository and gets it; the task must complete.</summary>
    public async Task<JsonNode> UploadAsync(PluginUnit unit)
    {
        var created = await Admin.UploadedAsync(scenario.Uploads, scenario.DescribeUpload(unit), Href);
        await PublishAsync();
        return created;
    }

    /// <summary>Adds content by its address.</summary>
    public async Task AddAsync(string content)
    {
        await Admin.CompletedAsync(await Admin.PostAsync($"{Href}modify/", new { add_content_units = new[] { content } }));
        await PublishAsync();
    }

    /// <summary>Takes a unit out of the latest version.</summary>
    public async Task RemoveAsync(PluginUnit unit)
    {
        await Admin.CompletedAsync(await scenario.RemoveAsync(Admin, Href, await LatestAsync(), unit));
        await PublishAsync();
    }

    /// <summary>Gets the address of the latest version.</summary>
    public async Task<string> LatestAsync() => (string)(await Admin.ReadAsync(Href))["latest_version_href"]!;

    /// <summary>Gets the addresses of what a version holds.</summary>
    public async Task<IReadOnlyList<string>> ContentAsync(string version) =>
        [.. (await Admin.ReadAsync($"content/?limit=1000&repository_version={version}"))["results"]!.AsArray().Select(content => (string)content!["pulp_href"]!).Order(StringComparer.Ordinal)];

    /// <summary>Distributes one version for good.</summary>
    /// <returns>The base path.</returns>
    public async Task<string> PinAsync(string version, string suffix = "pinned")
    {
        await DistributeAsync($"{Name}-{suffix}", new { repository_version = version });
        return $"{Name}-{suffix}";
    }

    /// <summary>Asks a distribution for the file of a unit.</summary>
    public async Task<ServedFile> GetAsync(PluginUnit unit, string? basePath = null, HttpMethod? method = null, Action<HttpRequestHeaders>? headers = null) =>
        await GetAsync(scenario.UrlOf(basePath ?? Name, unit.Path), method, headers);

    /// <summary>Asks for a path of the server.</summary>
    public async Task<ServedFile> GetAsync(string path, HttpMethod? method = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        scenario.Prepare(request);
        headers?.Invoke(request.Headers);
        using var answer = await server().Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        try
        {
            return new ServedFile(answer, await answer.Content.ReadAsByteArrayAsync(), IsWhole: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new ServedFile(answer, [], IsWhole: false);
        }
    }

    /// <summary>Fails unless the file of a unit is served with its bytes.</summary>
    public async Task AssertServesAsync(PluginUnit unit, string? basePath = null)
    {
        var file = await GetAsync(unit, basePath);
        Assert.That(file.Status, Is.EqualTo(HttpStatusCode.OK), $"{unit} at {unit.Path}: {file.Text}");
        Assert.That(file.IsWhole, Is.True, $"{unit}: the answer was cut.");
        Assert.That(file.Bytes, Is.EqualTo(unit.Bytes), $"{unit}: {file.Text}");
    }

    /// <summary>Fails unless a distribution does not have the file of a unit.</summary>
    public async Task AssertServesNotAsync(PluginUnit unit, string? basePath = null) =>
        Assert.That((await GetAsync(unit, basePath)).Status, Is.EqualTo(HttpStatusCode.NotFound), $"{unit} at {unit.Path}");

    /// <summary>Publishes the newest version where distributions serve publications, unless the repository has done so itself.</summary>
    public async Task PublishAsync()
    {
        if (scenario.TypeAt(scenario.Distributions) is not DistributionType { ServesPublications: true })
            return;
        var version = await LatestAsync();
        if ((int)(await Admin.ReadAsync($"{scenario.Publications}?repository_version={version}"))["count"]! == 0)
            await Admin.CreateAsync(scenario.Publications, new { repository_version = version });
    }

    /// <summary>Makes one document of several descriptions; the later goes before the earlier.</summary>
    public static JsonObject With(params object?[] descriptions)
    {
        var whole = new JsonObject();
        foreach (var field in descriptions.OfType<object>().SelectMany(description => JsonSerializer.SerializeToNode(description)!.AsObject()))
            whole[field.Key] = field.Value?.DeepClone();
        return whole;
    }

    private Task DistributeAsync(string name, object what) => Admin.CreateAsync(scenario.Distributions, With(new { name, base_path = name }, what));
}
