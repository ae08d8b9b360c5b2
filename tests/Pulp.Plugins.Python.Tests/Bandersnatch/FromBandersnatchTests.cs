using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Bandersnatch;

[TestFixture]
internal sealed class FromBandersnatchTests
{
    private IndexHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => host = await IndexHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task A_configuration_becomes_a_remote()
    {
        var (status, remote) = await PostAsync("all", """
            [mirror]
            ; where it lies on disk
            directory = /srv/pypi
            json = false
            master = https://index.example
            timeout = 10
            global-timeout = 18000
            workers = 3
            hash-index = false
            diff-file = {{mirror_directory}}/mirrored-files

            [plugins]
            enabled = all

            [blocklist]
            # not these
            packages =
                example1
                example2>=1.4.2,<1.9,!=1.5.*
            platforms =
                windows
                freebsd

            [allowlist]
            packages =
                black==18.5
                ptr

            [latest_release]
            keep = 3
            """);

        Assert.That(status, Is.EqualTo(HttpStatusCode.Created), remote.ToJsonString());
        Assert.Multiple(() =>
        {
            Assert.That((string?)remote["name"], Is.EqualTo("all"));
            Assert.That((string?)remote["url"], Is.EqualTo("https://index.example"));
            Assert.That((string?)remote["policy"], Is.EqualTo("on_demand"));
            Assert.That((int?)remote["download_concurrency"], Is.EqualTo(3));
            Assert.That((double?)remote["sock_read_timeout"], Is.EqualTo(10));
            Assert.That((double?)remote["total_timeout"], Is.EqualTo(18000));
            Assert.That((bool?)remote["prereleases"], Is.False);
            Assert.That((int?)remote["keep_latest_packages"], Is.EqualTo(3));
            Assert.That(Texts(remote["includes"]), Is.EqualTo(new[] { "black==18.5", "ptr" }));
            Assert.That(Texts(remote["excludes"]), Has.Length.EqualTo(2));
            Assert.That(Texts(remote["excludes"])[0], Is.EqualTo("example1"));
            Assert.That(Texts(remote["exclude_platforms"]), Is.EqualTo(new[] { "windows", "freebsd" }));
        });
        Assert.That((string?)(await host.RestAsync(HttpMethod.Get, (string)remote["pulp_href"]!)).Body!["name"], Is.EqualTo("all"));
    }

    [Test]
    public async Task A_filter_that_is_not_enabled_does_nothing()
    {
        var (_, remote) = await PostAsync("plain", """
            [mirror]
            master = https://index.example/
            [plugins]
            enabled =
                blacklist_project
            [blacklist]
            packages =
                example1
                example2==1.0
            platforms = windows
            [allowlist]
            packages = other
            [latest_release]
            keep = 3
            """, ("policy", "immediate"));

        Assert.Multiple(() =>
        {
            Assert.That((string?)remote["policy"], Is.EqualTo("immediate"));
            Assert.That((bool?)remote["prereleases"], Is.True);
            Assert.That((int?)remote["keep_latest_packages"], Is.Zero);
            Assert.That(Texts(remote["includes"]), Is.Empty);
            Assert.That(Texts(remote["excludes"]), Is.EqualTo(new[] { "example1" }));
            Assert.That(Texts(remote["exclude_platforms"]), Is.Empty);
        });
    }

    [TestCase("[mirror]\nworkers = 3", "master")]
    [TestCase("master = x", "Line 1")]
    [TestCase("[mirror]\nnonsense", "Line 2")]
    [TestCase("[mirror]\nmaster = ftp://index.example", "")]
    [TestCase("[mirror]\nmaster = https://index.example\nworkers = many", "workers")]
    [TestCase("[mirror]\nmaster = https://index.example\n[plugins]\nenabled = all\n[blocklist]\npackages =\n  a b c", "a b c")]
    [TestCase("[mirror]\nmaster = https://index.example\n[plugins]\nenabled = all\n[blocklist]\nplatforms =\n  py2.6", "py2.6")]
    [TestCase("[mirror]\nmaster = https://index.example\n[plugins]\nenabled = regex_project\n[filter_regex]\npackages =\n  .+-evil$", "regex_project")]
    [TestCase("[mirror]\nmaster = https://index.example\n[plugins]\nenabled = allowlist_release\n[allowlist]\npackages =\n  a==1", "allowlist_project")]
    public async Task What_cannot_be_read_or_expressed_is_named_and_refused(string config, string named)
    {
        var (status, answer) = await PostAsync("refused", config);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), answer.ToJsonString());
        Assert.That(answer.ToJsonString(), Does.Contain(named));
    }

    [Test]
    public async Task The_name_of_another_remote_is_refused()
    {
        await PostAsync("twice", "[mirror]\nmaster = https://index.example");

        Assert.That((await PostAsync("twice", "[mirror]\nmaster = https://index.example")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!)];

    private async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string name, string config, params (string Name, string Value)[] further)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(config)), "config", "bandersnatch.conf" }, { new StringContent(name), "name" } };
        foreach (var (field, value) in further)
            form.Add(new StringContent(value), field);
        var (status, body) = await host.RestAsync(HttpMethod.Post, "remotes/python/python/from_bandersnatch/", form);
        return (status, body!);
    }
}
