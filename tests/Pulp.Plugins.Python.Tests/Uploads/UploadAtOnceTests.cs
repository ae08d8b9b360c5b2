using System.Net;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Uploads;

[TestFixture]
internal sealed class UploadAtOnceTests
{
    private const string Path = "content/python/packages/upload/";
    private IndexHost host = null!;

    [SetUp]
    public async Task SetUp() => host = await IndexHost.StartAsync();

    [TearDown]
    public async Task TearDown() => await host.DisposeAsync();

    [Test]
    public async Task The_file_says_its_name()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new WheelBuilder().Build()), "file", WheelBuilder.FileName } };
        var (status, body) = await host.RestAsync(HttpMethod.Post, Path, form);
        Assert.That(status, Is.EqualTo(HttpStatusCode.Created), body?.ToJsonString());
        Assert.That((string?)body!["filename"], Is.EqualTo(WheelBuilder.FileName));
    }

    [Test]
    public async Task A_stated_path_goes_before_the_name_of_the_file()
    {
        using var form = new MultipartFormDataContent { { new StringContent(WheelBuilder.FileName), "relative_path" }, { new ByteArrayContent(new WheelBuilder().Build()), "file", "blob" } };
        var (status, body) = await host.RestAsync(HttpMethod.Post, Path, form);
        Assert.That(status, Is.EqualTo(HttpStatusCode.Created), body?.ToJsonString());
    }

    [Test]
    public async Task A_name_that_holds_a_path_is_refused()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new WheelBuilder().Build()), "file", "../demo_pkg-1.2.0-py3-none-any.whl" } };
        Assert.That((await host.RestAsync(HttpMethod.Post, Path, form)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }
}
