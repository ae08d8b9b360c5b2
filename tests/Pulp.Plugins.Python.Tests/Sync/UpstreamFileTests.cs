using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Remotes;
using Pulp.Tasking;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Sync;

/// <summary>Shows what a sync makes of files that upstream names with few or wrong facts.</summary>
[TestFixture]
internal sealed class UpstreamFileTests
{
    private static readonly byte[] Bytes = WheelBuilder.Minimal("demo", "1.0");
    private const string File = "demo-1.0-py3-none-any.whl";
    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await SyncHost.StartAsync();
        host.Upstream.Map("/files/" + File, FakeAnswer.Ok(Bytes));
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [TestCase("none")]
    [TestCase("md5")]
    [TestCase("sha512")]
    [TestCase("blake2b")]
    public async Task A_file_without_a_SHA_256_is_downloaded_at_once_and_known_by_its_bytes(string algorithm)
    {
        Map(algorithm, algorithm switch { "md5" => Convert.ToHexStringLower(MD5.HashData(Bytes)), "sha512" => Convert.ToHexStringLower(SHA512.HashData(Bytes)), _ => "00" });
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });

        await host.SyncedAsync(repository);
        await host.SyncedAsync(repository);

        Assert.That((await host.PackagesAsync(repository))[File].Sha256, Is.EqualTo(IndexHost.Sha256Of(Bytes)));
        Assert.That(host.Upstream.CountOf("/files/" + File), Is.EqualTo(1));
    }

    [TestCase("md5", DownloadPolicy.OnDemand)]
    [TestCase("sha512", DownloadPolicy.OnDemand)]
    [TestCase("sha256", DownloadPolicy.Immediate)]
    public async Task Bytes_that_are_not_those_promised_end_the_sync_and_nothing_stays(string algorithm, DownloadPolicy policy)
    {
        Map(algorithm, new string('0', algorithm == "md5" ? 32 : algorithm == "sha512" ? 128 : 64));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], Policy = policy });

        var task = await host.SyncAsync(repository);

        Assert.That(task.State, Is.EqualTo(TaskState.Failed));
        Assert.That(await host.PackagesAsync(repository), Is.Empty);
    }

    [Test]
    public async Task A_link_that_leads_nowhere_is_counted_with_what_is_wrong_in_words()
    {
        host.Upstream.Map("/simple/demo/", FakeAnswer.Ok("<!DOCTYPE html><a href=\"javascript:x\">x</a>", "text/html"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });

        var result = await host.SyncedAsync(repository);

        var skipped = result.GetProperty("skipped").GetProperty("file is wrongly named in the index");
        Assert.That(skipped.GetProperty("examples")[0].GetString(), Is.EqualTo("file 'javascript:x': the link does not lead to http(s)."));
    }

    [Test]
    public async Task Of_a_file_that_is_named_twice_with_different_digests_the_first_is_taken_and_the_other_told()
    {
        var digest = IndexHost.Sha256Of(Bytes);
        host.Upstream.Map("/simple/demo/", FakeAnswer.Ok(
            $"<!DOCTYPE html><a href=\"../../files/{File}#sha256={digest}\">{File}</a><a href=\"../../files/{File}#sha256={digest.ToUpperInvariant()}\">icon</a><a href=\"../../other/{File}#sha256={new string('0', 64)}\">{File}</a>", "text/html"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });

        var result = await host.SyncedAsync(repository);

        Assert.That(result.GetProperty("added").GetInt64(), Is.EqualTo(1));
        Assert.That((await host.PackagesAsync(repository))[File].Sha256, Is.EqualTo(digest));
        var skipped = result.GetProperty("skipped").GetProperty("file is wrongly named in the index");
        Assert.That(skipped.GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(skipped.GetProperty("examples")[0].GetString(), Does.StartWith($"file '{File}': the index names it several times"));
    }

    [Test]
    public async Task The_same_file_of_two_upstreams_is_one_package_with_two_sources()
    {
        Map("sha256", IndexHost.Sha256Of(Bytes));
        host.Upstream.Map("/second/simple/demo/", UpstreamIndex.Page("demo", [File], digest: _ => IndexHost.Sha256Of(Bytes)));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });
        var second = await host.CreateAsync(new PythonRemote { Name = "second", Url = host.Upstream.Url + "second/simple/", Includes = ["demo"], MaxRetries = 0 });
        await host.SyncedAsync(repository);

        var result = await host.SyncedAsync(repository, remoteId: second.Id);

        var package = (await host.PackagesAsync(repository)).Values.Single();
        var files = await host.Database.ReadAsync(session => session.Contents.GetFilesAsync([package.StoreKey]));
        Assert.That(result.GetProperty("added").GetInt64(), Is.Zero);
        Assert.That(files[package.StoreKey].Single(file => file.RelativePath == File).Sources, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_metadata_file_that_is_not_as_promised_is_left_out_and_the_package_is_taken()
    {
        host.Upstream.Map("/simple/demo/", UpstreamIndex.Page("demo", [File], metadata: _ => new Dictionary<string, string> { ["sha256"] = new string('0', 64) }, digest: _ => IndexHost.Sha256Of(Bytes)))
            .Map($"/files/{File}.metadata", FakeAnswer.Ok("other"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], Policy = DownloadPolicy.Immediate });

        var result = await host.SyncedAsync(repository);

        Assert.That(await host.PackagesAsync(repository), Contains.Key(File));
        Assert.That(result.GetProperty("skipped").GetProperty("optional file could not be fetched").GetProperty("count").GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task Provenance_that_is_not_upstream_is_passed_over()
    {
        Map("sha256", IndexHost.Sha256Of(Bytes), provenance: "/integrity/demo");
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], Provenance = true });

        var result = await host.SyncedAsync(repository);

        Assert.That(await host.PackagesAsync(repository), Contains.Key(File));
        Assert.That(result.GetProperty("skipped").GetProperty("provenance is not upstream").GetProperty("count").GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task Provenance_is_taken_when_it_is_wanted([Values] bool wanted)
    {
        Map("sha256", IndexHost.Sha256Of(Bytes), provenance: "/integrity/demo");
        host.Upstream.Map("/integrity/demo", FakeAnswer.Ok("{\"version\": 1, \"attestation_bundles\": []}", "application/vnd.pypi.integrity.v1+json"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], Provenance = wanted });

        await host.SyncedAsync(repository);

        Assert.That(await host.UnitsAsync<PackageProvenance>(repository), Has.Count.EqualTo(wanted ? 1 : 0));
    }

    [Test]
    public async Task An_upstream_that_asks_to_wait_is_waited_for()
    {
        Map("sha256", IndexHost.Sha256Of(Bytes));
        host.Upstream.Map("/simple/demo/", FakeAnswer.Of(429, "Retry-After", "0"), UpstreamIndex.Page("demo", [File], digest: _ => IndexHost.Sha256Of(Bytes)));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], MaxRetries = 2, Url = host.Upstream.Url + "simple/" });

        await host.SyncedAsync(repository);

        Assert.That(await host.PackagesAsync(repository), Contains.Key(File));
        Assert.That(host.Upstream.CountOf("/simple/demo/"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_mirror_drops_what_upstream_dropped_and_an_additive_sync_keeps_it([Values] bool mirror)
    {
        host.Upstream.Map("/simple/demo/", UpstreamIndex.Page("demo", ["demo-1.0.tar.gz", "demo-2.0.tar.gz"]), UpstreamIndex.Page("demo", ["demo-2.0.tar.gz"], etag: "\"two\""));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], Url = host.Upstream.Url + "simple/" });
        await host.SyncedAsync(repository);

        await host.SyncedAsync(repository, mirror);

        Assert.That(await host.PackagesAsync(repository), Has.Count.EqualTo(mirror ? 1 : 2));
    }

    private void Map(string algorithm, string value, string? provenance = null) => host.Upstream.Map("/simple/demo/", FakeAnswer.Ok(
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["meta"] = new Dictionary<string, object> { ["api-version"] = "1.3" },
            ["name"] = "demo",
            ["files"] = new[]
            {
                new Dictionary<string, object?>
                {
                    ["filename"] = File,
                    ["url"] = $"../../files/{File}",
                    ["hashes"] = algorithm == "none" ? [] : new Dictionary<string, string> { [algorithm] = value },
                    ["provenance"] = provenance is null ? null : host.Upstream.UrlOf(provenance).AbsoluteUri,
                },
            },
        }),
        UpstreamIndex.Json) with { ETag = "\"one\"" });
}
