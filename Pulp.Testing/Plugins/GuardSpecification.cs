#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.Domains;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies a content guard: who is admitted reads, nobody else does, whatever they send and whatever is in memory already.
/// </summary>
/// <typeparam name="TScenario">What the guard's author tells of the guard.</typeparam>
[TestFixture(PluginLoading.Referenced)]
[TestFixture(PluginLoading.Folder)]
public abstract class GuardSpecification<TScenario>
    where TScenario : GuardScenario, new()
{
    private const string SampleName = "guarded-1.bin";
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(5000);
    private static readonly string[] Nonsense = ["", " ", "x", "Basic", "Basic !!!", "Basic eDp5", "Bearer", "Bearer x.y.z", "null", "{}", "%00", new('A', 8000)];
    private readonly PluginLoading loading;
    private PluginServer server = null!;
    private string guard = null!;
    private int distributions;

    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected GuardSpecification(PluginLoading loading) => this.loading = loading;

    /// <summary>Gets the scenario.</summary>
    protected TScenario Scenario { get; } = new();

    [OneTimeSetUp]
    public async Task StartServerAsync()
    {
        server = await PluginServer.StartAsync(Scenario, loading);
        await Scenario.PrepareAsync(server.Admin);
        var fields = JsonSerializer.SerializeToNode(Scenario.DescribeGuard())!.AsObject();
        fields["name"] = "guard";
        guard = (string)(await server.Admin.CreateAsync(Scenario.Guards, fields))["pulp_href"]!;
        await StoreAsync();
    }

    [OneTimeTearDown]
    public async Task StopServerAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    [SetUp]
    public void SkipWhatIsLacking()
    {
        if (Scenario.Lacks(typeof(GuardSpecification<>), TestContext.CurrentContext.Test.MethodName) is { } reason)
            Assert.Ignore(reason);
    }

    [Test]
    public async Task Who_is_admitted_reads()
    {
        var path = await DistributeAsync();

        var whole = await GetAsync(path, Scenario.Admit);
        var head = await GetAsync(path, Scenario.Admit, HttpMethod.Head);
        var part = await GetAsync(path, Scenario.Admit, range: new RangeHeaderValue(10, 19));
        var known = await GetAsync(path, Scenario.Admit, tag: whole.ETag);

        Assert.That((whole.Status, whole.Bytes.AsSpan().SequenceEqual(Bytes)), Is.EqualTo((HttpStatusCode.OK, true)), whole.Text);
        Assert.That((head.Status, head.Length), Is.EqualTo((HttpStatusCode.OK, (long?)Bytes.Length)));
        Assert.That((part.Status, part.Bytes.AsSpan().SequenceEqual(Bytes.AsSpan(10, 10))), Is.EqualTo((HttpStatusCode.PartialContent, true)));
        Assert.That(known.Status, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task Others_are_refused_with_a_reason_and_learn_nothing()
    {
        var path = await DistributeAsync();
        foreach (var (name, refuse) in Refusals())
            await AssertRefusedAsync(path, name, refuse, tag: null);
    }

    [Test]
    public async Task The_guard_is_asked_before_anything_that_is_in_memory()
    {
        var path = await DistributeAsync();
        foreach (var (name, refuse) in Refusals())
        {
            string? tag = null;
            for (var i = 0; i < 3; i++)
                tag = (await GetAsync(path, Scenario.Admit)).ETag;

            await AssertRefusedAsync(path, name, refuse, tag);
            Assert.That((await GetAsync(path, Scenario.Admit)).Status, Is.EqualTo(HttpStatusCode.OK), $"Admitted after {name}.");
        }
    }

    [Test]
    public async Task What_is_not_there_and_what_is_listed_is_guarded_as_well()
    {
        var path = await DistributeAsync();
        var folder = path[..(path.LastIndexOf('/') + 1)];

        foreach (var beside in new[] { folder, folder + "absent.bin", folder + "absent/" })
            Assert.That((await GetAsync(beside, _ => { })).Status, Is.AnyOf(HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), beside);
        Assert.That((await GetAsync(folder + "absent.bin", Scenario.Admit)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Nonsense_is_refused_and_no_failure()
    {
        var path = await DistributeAsync();
        foreach (var header in Scenario.Headers)
        {
            foreach (var value in Nonsense)
            {
                var answer = await GetAsync(path, request => request.Headers.TryAddWithoutValidation(header, value));
                Assert.That((int)answer.Status, Is.InRange(400, 499), $"{header}: {value}");
            }
        }

        foreach (var query in new[] { "?", "?a=b&a=c", "?%zz", "?expires=9999999999", $"?{new string('q', 2000)}" })
            Assert.That((int)(await GetAsync(path + query, _ => { })).Status, Is.InRange(400, 499), query);
    }

    [Test]
    public async Task A_guard_holds_from_the_moment_it_is_attached()
    {
        var path = await DistributeAsync(isGuarded: false);
        Assert.That((await GetAsync(path, _ => { })).Status, Is.EqualTo(HttpStatusCode.OK));
        var distribution = (string)(await server.Admin.ReadAsync($"distributions/sample/sample/?base_path={BaseOf(path)}"))["results"]![0]!["pulp_href"]!;

        await server.Admin.CompletedAsync(await server.Admin.PatchAsync(distribution, new { content_guard = guard }));

        await AssertRefusedAsync(path, "nobody", _ => { }, tag: null);
        Assert.That((await GetAsync(path, Scenario.Admit)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Many_may_ask_at_once()
    {
        var path = await DistributeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number => (number % 2 == 0, (await GetAsync(path, number % 2 == 0 ? Scenario.Admit : _ => { })).Status == HttpStatusCode.OK)));

        Assert.That(answers.Where(answer => answer.Item1 != answer.Item2), Is.Empty);
    }

    private IEnumerable<KeyValuePair<string, Action<HttpRequestMessage>>> Refusals() => Scenario.Refused().Prepend(KeyValuePair.Create<string, Action<HttpRequestMessage>>("nobody", _ => { }));

    private async Task AssertRefusedAsync(string path, string name, Action<HttpRequestMessage> refuse, string? tag)
    {
        var answers = new[]
        {
            await GetAsync(path, refuse),
            await GetAsync(path, refuse, HttpMethod.Head),
            await GetAsync(path, refuse, range: new RangeHeaderValue(0, 0)),
            await GetAsync(path, refuse, tag: tag ?? "*"),
        };
        foreach (var answer in answers)
        {
            Assert.That(answer.Status, Is.AnyOf(HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), name);
            Assert.That((answer.ETag, answer.ContentRange), Is.EqualTo(((string?)null, (string?)null)), $"{name} learns nothing of the file.");
        }

        Assert.That(answers[0].Text, Is.Not.Empty, $"{name} is told why.");
    }

    private static string BaseOf(string path) => path.Split('/')[^2];

    private async Task<string> DistributeAsync(bool isGuarded = true)
    {
        var name = $"guarded-{++distributions}";
        var repository = (await server.Admin.ReadAsync("repositories/sample/sample/?name=guarded"))["results"]![0]!["pulp_href"]!;
        var fields = new JsonObject { ["name"] = name, ["base_path"] = name, ["repository"] = (string)repository! };
        if (isGuarded)
            fields["content_guard"] = guard;
        await server.Admin.CreateAsync("distributions/sample/sample/", fields);
        return $"pulp/content/{name}/{SampleName}";
    }

    private async Task<ServedFile> GetAsync(string path, Action<HttpRequestMessage> change, HttpMethod? method = null, RangeHeaderValue? range = null, string? tag = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(server.Url, path));
        request.Headers.Range = range;
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        change(request);
        using var answer = await server.Client.SendAsync(request);
        return new ServedFile(answer, await answer.Content.ReadAsByteArrayAsync(), IsWhole: true);
    }

    // The sample plugin reads no uploads: its file is put in as a plugin's own code would do it. Where the sample plugin is loaded
    // from a folder, its types are those of another load context, and it is not the one under test.
    private async Task StoreAsync()
    {
        using var stream = new MemoryStream(Bytes);
        var artifact = await server.Services.GetRequiredService<ArtifactIngest>().StoreAsync(stream, Domain.DefaultId);
        var unit = new SampleFile { Name = "guarded", Version = "1", Sha256 = artifact.Sha256 };
        var type = server.Catalog.ContentTypeOf(unit);
        var repository = await server.CreateAsync(new SampleRepository { Name = "guarded" });
        await server.Services.GetRequiredService<RepositoryChanges>().AddAsync(repository.Id, async session =>
        {
            var saved = await session.Contents.SaveAsync(Domain.DefaultId, [new NewContent(type, unit, type.NaturalKey(unit), [new NewContentFile(SampleName, artifact.StoreKey, [])])]);
            return [unit with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
        });
    }
}
