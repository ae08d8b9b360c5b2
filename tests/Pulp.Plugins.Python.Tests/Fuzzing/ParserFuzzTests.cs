using System.Text;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Testing.Fuzzing;
using Pulp.Testing.Archives;

namespace Pulp.Plugins.Python.Tests.Fuzzing;

/// <summary>
/// Gives damaged inputs to each reader of what comes from outside: it may refuse them in its own words, but neither crash, nor take long, nor take much memory.
/// </summary>
public sealed class ParserFuzzTests
{
    private static readonly Uri PageUrl = new("https://upstream.example/simple/demo-pkg/");

    [Test]
    public async Task Wheels() => await Fuzz.RunAsync(1, 1500, [new WheelBuilder().Build(), WheelBuilder.Minimal("demo-pkg", "1.2.0")], bytes => ReadBothWaysAsync(bytes, WheelBuilder.FileName));

    [Test]
    public async Task Eggs() => await Fuzz.RunAsync(2, 500, [ZipBuilder.Of(new ZipItem("EGG-INFO/PKG-INFO", WheelBuilder.Metadata)).Build()], bytes => ReadBothWaysAsync(bytes, "demo_pkg-1.2.0-py3.11.egg"));

    [Test]
    public async Task Packed_sdists() => await Fuzz.RunAsync(3, 1000, [Sdists.Demo().Build()], bytes => ReadBothWaysAsync(bytes, Sdists.FileName));

    [Test]
    public async Task Tar_archives_of_sdists() => await Fuzz.RunAsync(
        4,
        1000,
        [Sdists.Demo().Tar(), Sdists.Demo().Pax('x', ("path", Sdists.Root + "long"), ("size", "3")).File("short", "abc").Link(Sdists.Root + "a", "setup.py").Tar()],
        bytes => ReadBothWaysAsync(TarBuilder.Gzip(bytes), Sdists.FileName));

    [Test]
    public async Task Zip_sdists() => await Fuzz.RunAsync(5, 1000, [ZipBuilder.Of(new ZipItem(Sdists.Root + "PKG-INFO", WheelBuilder.Metadata), new ZipItem(Sdists.Root + "setup.py", "pass\n")).Build()], bytes => ReadBothWaysAsync(bytes, "demo_pkg-1.2.0.zip"));

    [Test]
    public async Task Core_metadata() => await Fuzz.RunAsync(6, 3000, Samples(
        WheelBuilder.Metadata,
        "Metadata-Version: 2.4\nName: demo-pkg\nVersion: 1.2.0\nRequires-Dist: a[b]>=1,<2; python_version < '3.9' and (os_name == 'nt' or extra == \"x\")\nProject-URL: a, https://b.example/\nClassifier: A :: B\nDescription: x\n  |y\nKeywords: a,b\n\nBody\n"), bytes =>
    {
        Expecting<PackageFormatException>(() => CoreMetadata.Parse(bytes));
        _ = CoreMetadata.ParseLenient(bytes, out _);
        return ValueTask.CompletedTask;
    });

    [Test]
    public async Task Project_pages_in_HTML() => await Fuzz.RunAsync(7, 2000, Samples(
        "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" content=\"1.1\"><base href=\"/x/\"></head><body><!-- c --><a href=\"../../files/demo_pkg-1.0-py3-none-any.whl#sha256=00\" data-requires-python=\"&gt;=3\" data-yanked data-core-metadata='sha256=ff'>demo_pkg-1.0-py3-none-any.whl</a><script>x</script></body></html>"),
        bytes => ReadPageAsync(bytes, "text/html"));

    [Test]
    public async Task Project_pages_in_JSON() => await Fuzz.RunAsync(8, 2000, Samples(
        """{"meta":{"api-version":"1.4","tracks":["https://a.example/"]},"name":"demo-pkg","versions":["1.0"],"project-status":{"status":"archived"},"files":[{"filename":"demo_pkg-1.0-py3-none-any.whl","url":"https://f.example/demo_pkg-1.0-py3-none-any.whl","hashes":{"sha256":"00"},"requires-python":">=3","size":5,"upload-time":"2026-01-02T03:04:05.678Z","yanked":"why \ud83d\ude00","core-metadata":{"sha256":"ff"},"provenance":"https://p.example/"}]}"""),
        bytes => ReadPageAsync(bytes, "application/vnd.pypi.simple.v1+json"));

    [TestCase(9, "text/html", "<html><body><a href=\"/simple/a/\">a</a> <a href=\"b/\">B</a><!-- <a>c</a> --></body></html>")]
    [TestCase(10, "application/vnd.pypi.simple.v1+json", """{"meta":{"_last-serial":5,"api-version":"1.0"},"projects":[{"name":"a","_last-serial":1},{"name":"B.c"}]}""")]
    public async Task Root_pages(int seed, string contentType, string sample) => await Fuzz.RunAsync(seed, 2000, Samples(sample), bytes => ExpectingAsync<IndexFormatException>(async () =>
    {
        await foreach (var entry in SimpleIndexReader.ReadRootAsync(new MemoryStream(bytes), contentType))
            Assert.That(ProjectName.TryParse(entry.Name, out _), Is.True);
    }));

    [Test]
    public async Task Legacy_documents() => await Fuzz.RunAsync(11, 2000, Samples(
        """{"info":{"name":"demo-pkg","version":"1.0","classifiers":["A :: B"],"project_urls":{"a":"https://b.example/"},"requires_dist":["x"],"yanked":false},"last_serial":7,"releases":{"1.0":[{"filename":"demo_pkg-1.0-py3-none-any.whl","url":"https://f.example/x","digests":{"sha256":"00","md5":"11"},"size":5,"upload_time_iso_8601":"2026-01-02T03:04:05.678Z","yanked":true,"yanked_reason":null}]},"urls":[]}"""),
        bytes => ExpectingAsync<IndexFormatException>(async () => await LegacyJsonReader.ReadAsync(new MemoryStream(bytes), PageUrl, requested: null)));

    [Test]
    public async Task Small_grammars() => await Fuzz.RunAsync(12, 20_000, Samples(
        "1!2.0rc1.post3.dev4+local.5", "v1.0-1", ">=1.0,<2,!=1.5.*,~=1.4,===x", "name[extra1,extra2] >=1,<2 ; python_version < '3' and (a == \"b\" or extra not in 'c')", "a @ https://x.example/y#z ; os_name=='nt'",
        "demo_pkg-1.2.0-1-cp39.cp310-abi3-manylinux_2_17_x86_64.whl", "demo-1.0.tar.gz", "demo-1.0.win32-py3.8.exe", "text/html;q=0.5, application/vnd.pypi.simple.v1+json, */*;q=0.01"), bytes =>
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (PythonVersion.TryParse(text, out var version))
            Assert.That(PythonVersion.Parse(version.ToString()), Is.EqualTo(version));
        _ = PythonVersion.SortKeyOf(text);
        _ = SpecifierSet.TryParse(text, out var set) && set.Contains(PythonVersion.Parse("1.0"), prereleases: true);
        _ = Requirement.TryParse(text, out _);
        _ = Marker.TryParse(text, out _);
        _ = DistributionFileName.TryParse(text, out _);
        _ = ProjectName.TryParse(text, out _);
        _ = SimpleApiNegotiation.Choose(text, text);
        return ValueTask.CompletedTask;
    });

    private static byte[][] Samples(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static async ValueTask ReadBothWaysAsync(byte[] bytes, string fileName)
    {
        var name = DistributionFileName.Parse(fileName);
        await ExpectingAsync<PackageFormatException>(async () => await DistributionReader.ReadAsync(new MemoryStream(bytes), name, ReadMode.Strict));
        _ = await DistributionReader.ReadAsync(new MemoryStream(bytes), name, ReadMode.Lenient);
    }

    private static ValueTask ReadPageAsync(byte[] bytes, string contentType) => ExpectingAsync<IndexFormatException>(async () =>
    {
        var page = await SimpleIndexReader.ReadProjectAsync(new MemoryStream(bytes), contentType, PageUrl, requested: null);
        foreach (var file in page.Project.Files)
        {
            Assert.That(DistributionFileName.IsSafe(file.FileName), Is.True);
            Assert.That(file.Url, Does.StartWith("http://").Or.StartWith("https://"));
        }
    });

    private static void Expecting<TException>(Action read)
        where TException : Exception
    {
        try
        {
            read();
        }
        catch (TException)
        {
            // Refused in its own words.
        }
    }

    private static async ValueTask ExpectingAsync<TException>(Func<Task> read)
        where TException : Exception
    {
        try
        {
            await read();
        }
        catch (TException)
        {
            // Refused in its own words.
        }
    }
}
