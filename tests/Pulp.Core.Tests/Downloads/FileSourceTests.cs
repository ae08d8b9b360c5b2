using System.Net;
using Pulp.Downloads;

namespace Pulp.Core.Tests.Downloads;

internal sealed class FileSourceTests
{
    private string root = null!;
    private string allowed = null!;
    private DownloadKit kit = null!;

    [SetUp]
    public void Start()
    {
        root = Directory.CreateTempSubdirectory("pulp-file-source-").FullName;
        allowed = Path.Combine(root, "import");
        Directory.CreateDirectory(Path.Combine(allowed, "sub"));
        Directory.CreateDirectory(Path.Combine(root, "import-not"));
        File.WriteAllText(Path.Combine(root, "secret"), "secret");
        File.WriteAllText(Path.Combine(root, "import-not", "f"), "secret");
        File.WriteAllText(Path.Combine(allowed, "sub", "f"), "0123456789");
        File.WriteAllText(Path.Combine(allowed, "sub", "a b#c"), "odd");
        File.CreateSymbolicLink(Path.Combine(allowed, "out"), Path.Combine(root, "secret"));
        File.CreateSymbolicLink(Path.Combine(allowed, "updir"), "..");
        File.CreateSymbolicLink(Path.Combine(allowed, "loop"), "loop");
        File.CreateSymbolicLink(Path.Combine(allowed, "inside"), "sub/../sub/f");
        kit = new DownloadKit(options => options.AllowedImportPaths.Add(allowed));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await kit.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [TestCase("sub/f", "0123456789")]
    [TestCase("inside", "0123456789")]
    [TestCase("updir/import/sub/f", "0123456789")]
    [TestCase("sub/a%20b%23c", "odd")]
    public async Task A_file_below_an_allowed_path_is_read(string path, string content)
    {
        using var client = kit.ClientTo(Url(""));

        await using var response = await client.SendAsync(new DownloadRequest { Uri = Url(path), ExpectedSize = content.Length, LinkFromData = true });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.ReadBoundedAsync(100), Is.EqualTo(System.Text.Encoding.UTF8.GetBytes(content)));
    }

    // C-052.
    [TestCase("../secret")]
    [TestCase("%2e%2e/secret")]
    [TestCase("..%2fsecret")]
    [TestCase("../import-not/f")]
    [TestCase("out")]
    [TestCase("updir/secret")]
    [TestCase("updir/import-not/f")]
    [TestCase("loop")]
    [TestCase("sub/f%00")]
    public async Task A_path_that_leads_outside_is_refused(string path)
    {
        using var client = kit.ClientTo(Url(""));

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = Url(path) }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(() => kit.ClientTo(Url(path)), Throws.TypeOf<InvalidConnectionSettingsException>());
    }

    [Test]
    public async Task What_is_not_there_is_404_and_a_folder_is_no_file([Values("nothing", "sub")] string path)
    {
        using var client = kit.ClientTo(Url(""));

        await using var response = await client.SendAsync(new UpstreamRequest { Uri = Url(path) });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Ranges_conditions_and_sizes_work_as_with_http()
    {
        using var client = kit.ClientTo(Url(""));

        await using var part = await client.SendAsync(new DownloadRequest { Uri = Url("sub/f"), RangeFrom = 7, ExpectedSize = 10 });
        await using var beyond = await client.SendAsync(new UpstreamRequest { Uri = Url("sub/f"), RangeFrom = 10 });
        await using var unchanged = await client.SendAsync(new UpstreamRequest { Uri = Url("sub/f"), IfModifiedSince = DateTimeOffset.UtcNow.AddDays(1) });
        var wrong = await kit.FailureOfAsync(client.SendAsync(new DownloadRequest { Uri = Url("sub/f"), ExpectedSize = 11 }));

        Assert.That(await part.ReadBoundedAsync(100), Is.EqualTo("789"u8.ToArray()));
        Assert.That(part.RangeStart, Is.EqualTo(7));
        Assert.That(beyond.StatusCode, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
        Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(wrong.Reason, Is.EqualTo(DownloadFailureReason.SizeMismatch));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_http_remote_never_reads_files(bool fromData)
    {
        using var client = kit.ClientTo(new Uri("http://127.0.0.1:1/"));

        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = Url("sub/f"), LinkFromData = fromData }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
    }

    [TestCase("file://server/share/f")]
    [TestCase("file:///etc/passwd")]
    public void Without_an_allowed_path_nothing_is_allowed(string url)
    {
        Assert.That(kit.Get<FileSource>().IsAllowed(new Uri(url)), Is.False);
    }

    private Uri Url(string path) => new($"file://{allowed}/{path}");
}
