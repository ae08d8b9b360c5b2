using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Protocol;

[TestFixture]
internal sealed class PullThroughTests
{
    private const string Json = "application/vnd.pypi.simple.v1+json";
    private const string FileName = WheelBuilder.FileName;
    private static readonly byte[] Wheel = new WheelBuilder().Build();
    private IndexHost host = null!;
    private FakeUpstream upstream = null!;

    [SetUp]
    public async Task StartAsync()
    {
        upstream = await FakeUpstream.StartAsync();
        host = await IndexHost.StartAsync(services => services.Configure<PythonOptions>(options => options.UpstreamPageLifetime = TimeSpan.Zero));
        upstream.Map("/simple/demo-pkg/", FakeAnswer.Ok(Page("demo-pkg", (FileName, Wheel)), Json));
        upstream.Map("/files/" + FileName, FakeAnswer.Ok(Wheel));
        upstream.Map($"/files/{FileName}.metadata", FakeAnswer.Ok(WheelBuilder.Metadata));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await host.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Test]
    public async Task A_file_never_seen_comes_from_upstream_once_and_is_here_afterwards()
    {
        var (repository, _) = await CreateAsync();

        var page = await host.Client.GetStringAsync("pypi/main/simple/Demo.Pkg/");
        var first = await host.Client.GetByteArrayAsync($"pulp/content/main/{FileName}");
        var second = await host.Client.GetByteArrayAsync($"pulp/content/main/{FileName}");

        Assert.That(page, Does.Contain($"href=\"{host.Url}pulp/content/main/{FileName}#sha256={IndexHost.Sha256Of(Wheel)}\""));
        Assert.That(first, Is.EqualTo(Wheel));
        Assert.That(second, Is.EqualTo(Wheel));
        Assert.That(upstream.CountOf("/files/" + FileName), Is.EqualTo(1));
        Assert.That(async () => await host.CountFilesAsync(repository.Id), Is.EqualTo(1).After(5000, 20));
    }

    [Test]
    public async Task What_was_fetched_installs_while_upstream_is_down()
    {
        var (repository, _) = await CreateAsync();
        await host.Client.GetByteArrayAsync($"pulp/content/main/{FileName}");
        Assert.That(async () => await host.CountFilesAsync(repository.Id), Is.EqualTo(1).After(5000, 20));
        upstream.Map("/simple/demo-pkg/", FakeAnswer.Of(500));

        using var page = JsonDocument.Parse(await (await host.GetAsync("pypi/main/simple/demo-pkg/", Json)).Content.ReadAsStringAsync());
        var file = page.RootElement.GetProperty("files")[0];

        Assert.That(file.GetProperty("core-metadata").GetProperty("sha256").GetString(), Is.EqualTo(IndexHost.Sha256Of(Encoding.UTF8.GetBytes(WheelBuilder.Metadata))));
        Assert.That(await host.Client.GetByteArrayAsync(file.GetProperty("url").GetString()), Is.EqualTo(Wheel));
        Assert.That(await host.Client.GetStringAsync(file.GetProperty("url").GetString() + ".metadata"), Is.EqualTo(WheelBuilder.Metadata));
    }

    [Test]
    public async Task A_project_that_upstream_cannot_be_asked_for_is_not_said_to_be_missing()
    {
        await CreateAsync();
        upstream.Map("/simple/other/", FakeAnswer.Of(500)).Map("/simple/", FakeAnswer.Ok("<html></html>", "text/html"));

        Assert.That((await host.GetAsync("pypi/main/simple/other/")).StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That((await host.GetAsync("pypi/main/simple/absent/")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Metadata_of_a_wheel_that_is_not_here_is_passed_on_and_not_kept()
    {
        var (repository, _) = await CreateAsync();

        var plain = await host.Client.GetStringAsync($"pulp/content/main/{FileName}.metadata");
        // As pip asks when a link has Pulp's parameter: the suffix comes behind the whole link.
        var appended = await host.Client.GetStringAsync($"pulp/content/main/{FileName}?redirect={upstream.Url}files/{FileName}.metadata");

        Assert.That((plain, appended), Is.EqualTo((WheelBuilder.Metadata, WheelBuilder.Metadata)));
        Assert.That(await host.CountFilesAsync(repository.Id), Is.Zero);
        Assert.That(upstream.CountOf("/files/" + FileName), Is.Zero);
    }

    [Test]
    public async Task The_redirect_parameter_leads_nowhere()
    {
        await CreateAsync();
        upstream.Map("/elsewhere/evil-1.0-py3-none-any.whl", FakeAnswer.Ok(Wheel));

        var unlisted = await host.GetAsync($"pulp/content/main/evil-1.0-py3-none-any.whl?redirect={upstream.Url}elsewhere/evil-1.0-py3-none-any.whl");
        var listed = await host.Client.GetByteArrayAsync($"pulp/content/main/{FileName}?redirect={upstream.Url}elsewhere/evil-1.0-py3-none-any.whl");

        Assert.That(unlisted.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(listed, Is.EqualTo(Wheel));
        Assert.That(upstream.CountOf("/elsewhere/evil-1.0-py3-none-any.whl"), Is.Zero);
    }

    [Test]
    public async Task A_project_of_our_own_gets_no_files_from_upstream_unless_that_is_wanted([Values] bool merged)
    {
        await CreateAsync(distribution => distribution with { MergeLocalProjects = merged });
        var own = WheelBuilder.Minimal("demo-pkg", "1.0");
        await host.UploadAsync(new TwineForm(own, "demo_pkg-1.0-py3-none-any.whl", version: "1.0"));

        var page = await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/");
        var file = await host.GetAsync($"pulp/content/main/{FileName}");

        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("demo_pkg-1.0-py3-none-any.whl"));
            Assert.That(page.Contains(FileName, StringComparison.Ordinal), Is.EqualTo(merged));
            Assert.That(file.StatusCode, Is.EqualTo(merged ? HttpStatusCode.OK : HttpStatusCode.NotFound));
            Assert.That(upstream.Requests.Any(), Is.EqualTo(merged));
        });
    }

    [Test]
    public async Task A_project_that_was_pulled_through_goes_on_getting_new_versions()
    {
        var (repository, _) = await CreateAsync();
        await host.Client.GetByteArrayAsync($"pulp/content/main/{FileName}");
        Assert.That(async () => await host.CountFilesAsync(repository.Id), Is.EqualTo(1).After(5000, 20));
        upstream.Map("/simple/demo-pkg/", FakeAnswer.Ok(Page("demo-pkg", (FileName, Wheel), ("demo_pkg-2.0-py3-none-any.whl", [1])), Json));

        var page = await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/");

        Assert.That(page, Does.Contain("demo_pkg-2.0-py3-none-any.whl"));
        Assert.That(page.Split(FileName + "</a>").Length - 1, Is.EqualTo(1));
    }

    [TestCase("demo-pkg<1.2", HttpStatusCode.NotFound)]
    [TestCase("other", HttpStatusCode.NotFound)]
    [TestCase("demo-pkg>=1.2", HttpStatusCode.OK)]
    public async Task What_the_remote_does_not_take_is_neither_listed_nor_fetched(string include, HttpStatusCode status)
    {
        await CreateAsync(remote: remote => remote with { Includes = [include] });

        Assert.That((await host.GetAsync("pypi/main/simple/demo-pkg/")).StatusCode, Is.EqualTo(status));
        Assert.That((await host.GetAsync($"pulp/content/main/{FileName}")).StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Pre_releases_are_offered_because_installers_choose_themselves()
    {
        await CreateAsync();
        upstream.Map("/simple/demo-pkg/", FakeAnswer.Ok(Page("demo-pkg", (FileName, Wheel), ("demo_pkg-2.0rc1-py3-none-any.whl", [1])), Json));

        Assert.That(await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/"), Does.Contain("demo_pkg-2.0rc1-py3-none-any.whl"));
    }

    [Test]
    public async Task A_distribution_without_a_repository_keeps_what_it_passes_through()
    {
        var remote = await host.CreateAsync(new PythonRemote { Name = "up", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
        await host.CreateAsync(new PythonDistribution { Name = "cache", BasePath = "cache", Remote = remote.Id });

        var page = await host.Client.GetStringAsync("pypi/cache/simple/demo-pkg/");
        var first = await host.Client.GetByteArrayAsync($"pulp/content/cache/{FileName}");
        Assert.That(async () => (int)(await host.RestAsync(HttpMethod.Get, "content/python/packages/?name=Demo.Pkg")).Body!["count"]!, Is.EqualTo(1).After(5000, 20));
        var second = await host.Client.GetByteArrayAsync($"pulp/content/cache/{FileName}");

        Assert.That(page, Does.Contain(FileName));
        Assert.That((first, second), Is.EqualTo((Wheel, Wheel)));
        Assert.That(upstream.CountOf("/files/" + FileName), Is.EqualTo(1));
    }

    [Test]
    public async Task A_blocked_package_is_not_passed_through()
    {
        var (repository, _) = await CreateAsync();
        await host.CreateAsync(new PythonBlocklistEntry { Repository = repository.Id, Name = "demo_pkg", Version = "1.2" });

        Assert.That((await host.GetAsync("pypi/main/simple/demo-pkg/")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await host.GetAsync($"pulp/content/main/{FileName}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_file_that_names_another_project_inside_stays_in_the_project_that_listed_it()
    {
        var (repository, _) = await CreateAsync();
        var disguised = new WheelBuilder().Replace(WheelBuilder.DistInfo + "METADATA", _ => new ZipItem(WheelBuilder.DistInfo + "METADATA", "Metadata-Version: 2.1\nName: victim\nVersion: 9\n")).Build();
        upstream.Map("/simple/demo-pkg/", FakeAnswer.Ok(Page("demo-pkg", (FileName, disguised)), Json)).Map("/files/" + FileName, FakeAnswer.Ok(disguised));
        await host.Client.GetByteArrayAsync($"pulp/content/main/{FileName}");
        Assert.That(async () => await host.CountFilesAsync(repository.Id), Is.EqualTo(1).After(5000, 20));

        Assert.That((await host.GetAsync("pypi/main/simple/victim/")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/"), Does.Contain(FileName));
    }

    [Test]
    public async Task Bytes_that_upstream_did_not_promise_are_not_kept()
    {
        var (repository, _) = await CreateAsync();
        upstream.Map("/files/" + FileName, FakeAnswer.Ok(Encoding.ASCII.GetBytes("other bytes")));

        Assert.That(async () => await host.Client.GetByteArrayAsync($"pulp/content/main/{FileName}"), Throws.InstanceOf<HttpRequestException>());
        Assert.That(await host.CountFilesAsync(repository.Id), Is.Zero);
    }

    private async Task<(PythonRepository Repository, PythonDistribution Distribution)> CreateAsync(
        Func<PythonDistribution, PythonDistribution>? distribution = null, Func<PythonRemote, PythonRemote>? remote = null)
    {
        var plain = new PythonRemote { Name = "up", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 };
        var created = await host.CreateAsync(remote?.Invoke(plain) ?? plain);
        return await host.CreateIndexAsync(distribution: served => (distribution ?? (same => same))(served with { Remote = created.Id }));
    }

    private string Page(string name, params (string FileName, byte[] Bytes)[] files) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["meta"] = new Dictionary<string, string> { ["api-version"] = "1.1" },
        ["name"] = name,
        ["files"] = files.Select(file => new Dictionary<string, object>
        {
            ["filename"] = file.FileName,
            ["url"] = $"{upstream.Url}files/{file.FileName}",
            ["hashes"] = new Dictionary<string, string> { ["sha256"] = IndexHost.Sha256Of(file.Bytes) },
            ["size"] = file.Bytes.Length,
            ["core-metadata"] = new Dictionary<string, string> { ["sha256"] = IndexHost.Sha256Of(Encoding.UTF8.GetBytes(WheelBuilder.Metadata)) },
        }),
    });
}
