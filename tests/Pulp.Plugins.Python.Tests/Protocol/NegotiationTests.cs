using System.Net;
using System.Text.Json;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Protocol;

/// <summary>Asks a running index as the odd clients of the world do.</summary>
[TestFixture]
internal sealed class NegotiationTests
{
    private const string Json = "application/vnd.pypi.simple.v1+json";
    private IndexHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        host = await IndexHost.StartAsync();
        await host.CreateIndexAsync();
        await host.UploadAsync(new TwineForm(new WheelBuilder().Build()));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [TestCase(null, "text/html")]
    [TestCase("*/*", "text/html")]
    [TestCase("image/png", "text/html")]
    [TestCase(Json, Json)]
    [TestCase("application/vnd.pypi.simple.latest+json", Json)]
    [TestCase("application/vnd.pypi.simple.v1+json;q=0.2, text/html", "text/html")]
    [TestCase("application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.1, text/html;q=0.01", Json)]
    [TestCase("application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.v1+html")]
    public async Task The_form_follows_the_Accept_header(string? accept, string contentType)
    {
        foreach (var path in (string[])["pypi/main/simple/", "pypi/main/simple/demo-pkg/"])
        {
            using var answer = await host.GetAsync(path, accept);

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo(contentType), path);
            Assert.That(answer.Headers.GetValues("X-PyPI-Last-Serial").Single(), Is.EqualTo("1000000000"));
            Assert.That(answer.Headers.Vary, Does.Contain("Accept"));
        }
    }

    [TestCase("pypi/main/simple", "/pypi/main/simple/")]
    [TestCase("pypi/main/simple/demo-pkg", "/pypi/main/simple/demo-pkg/")]
    [TestCase("pypi/main", "/pypi/main/")]
    public async Task A_missing_slash_is_added_by_a_redirect(string path, string target)
    {
        using var answer = await host.GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.InRange(301, 308));
        Assert.That(answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.AbsolutePath : answer.Headers.Location.OriginalString, Is.EqualTo(target));
    }

    [TestCase("pypi/main/pypi/demo-pkg/json")]
    [TestCase("pypi/main/pypi/demo-pkg/1.2.0/json")]
    [TestCase("pypi/main/pypi/Demo.Pkg/json/")]
    public async Task The_JSON_API_is_reached_as_clients_write_its_address(string path)
    {
        using var answer = await host.GetAsync(path);
        var target = answer.StatusCode == HttpStatusCode.OK ? path : answer.Headers.Location!.OriginalString;
        using var document = JsonDocument.Parse(await host.Client.GetStringAsync(target));

        Assert.That(document.RootElement.GetProperty("info").GetProperty("name").GetString(), Is.EqualTo("demo-pkg"));
    }

    [Test]
    public async Task Head_and_conditional_requests_are_answered_without_a_body()
    {
        using var first = await host.GetAsync("pypi/main/simple/demo-pkg/", Json);
        using var head = await host.SendAsync(HttpMethod.Head, "pypi/main/simple/demo-pkg/", user: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "pypi/main/simple/demo-pkg/");
        request.Headers.TryAddWithoutValidation("Accept", Json);
        request.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());
        using var second = await host.Client.SendAsync(request);

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(second.Headers.ETag, Is.EqualTo(first.Headers.ETag));
    }

    [Test]
    public async Task A_page_in_JSON_says_all_that_PEP_700_and_714_ask_for()
    {
        using var page = JsonDocument.Parse(await (await host.GetAsync("pypi/main/simple/demo-pkg/", Json)).Content.ReadAsStringAsync());
        var file = page.RootElement.GetProperty("files")[0];

        Assert.Multiple(() =>
        {
            Assert.That(Version.Parse(page.RootElement.GetProperty("meta").GetProperty("api-version").GetString()!), Is.GreaterThanOrEqualTo(new Version(1, 1)));
            Assert.That(page.RootElement.GetProperty("versions").EnumerateArray().Select(version => version.GetString()), Is.EqualTo(new[] { "1.2.0" }));
            Assert.That(file.GetProperty("size").GetInt64(), Is.EqualTo(new WheelBuilder().Build().Length));
            Assert.That(file.GetProperty("upload-time").GetString(), Does.EndWith("Z"));
            Assert.That(file.GetProperty("core-metadata").GetProperty("sha256").GetString(), Is.EqualTo(file.GetProperty("data-dist-info-metadata").GetProperty("sha256").GetString()));
            Assert.That(file.GetProperty("requires-python").GetString(), Is.EqualTo(">=3.8"));
        });
    }

    [TestCase("pypi/main/simple/absent/")]
    [TestCase("pypi/absent/simple/")]
    [TestCase("pypi/main/pypi/absent/json/")]
    [TestCase("pypi/main/pypi/demo-pkg/9.9/json/")]
    [TestCase("pypi/main/integrity/demo-pkg/1.2.0/demo_pkg-1.2.0-py3-none-any.whl/provenance/")]
    public async Task What_is_not_there_is_not_found(string path) => Assert.That((await host.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
}
