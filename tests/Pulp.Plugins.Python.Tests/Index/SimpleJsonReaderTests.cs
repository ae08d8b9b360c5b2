using System.Text;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Tests.Support;
using static Pulp.Plugins.Python.Tests.Support.IndexPages;

namespace Pulp.Plugins.Python.Tests.Index;

public sealed class SimpleJsonReaderTests
{
    [Test]
    public async Task Every_key_of_the_specifications_is_read()
    {
        var page = await ReadAsync("""
            {
              "meta": {"api-version": "1.4", "_last-serial": 77, "tracks": ["https://pypi.org/simple/demo/"], "future": {"x": [1, {"name": "no"}]}},
              "name": "Demo",
              "project-status": {"status": "deprecated", "reason": "see demo2", "future": {}},
              "alternate-locations": ["https://a.example/demo/", "https://b.example/demo/"],
              "versions": ["1.0", "2.0"],
              "future": [[{"files": 1}]],
              "files": [
                {
                  "filename": "demo-1.0-py3-none-any.whl",
                  "url": "https://files.example/a/demo-1.0-py3-none-any.whl",
                  "hashes": {"sha256": "aa11", "MD5": "bb22", "blake2b_256": "cc33"},
                  "requires-python": ">=3.8",
                  "core-metadata": {"sha256": "dd44"},
                  "dist-info-metadata": true,
                  "size": 12345678901,
                  "upload-time": "2023-02-28T12:34:56.123456Z",
                  "yanked": "broken <b>build</b>",
                  "provenance": "https://index.example/provenance",
                  "gpg-sig": true,
                  "future": {"deep": [null, {}]}
                },
                {"filename": "demo-2.0.tar.gz", "url": "../../files/demo-2.0.tar.gz#sha256=ff", "hashes": {}}
              ]
            }
            """, Json);

        Assert.Multiple(() =>
        {
            Assert.That(page.ApiVersion, Is.EqualTo("1.4"));
            Assert.That(page.Project.Name, Is.EqualTo("Demo"));
            Assert.That(page.Project.LastSerial, Is.EqualTo(77));
            Assert.That(page.Project.Tracks, Is.EqualTo(["https://pypi.org/simple/demo/"]));
            Assert.That(page.Project.AlternateLocations, Has.Count.EqualTo(2));
            Assert.That(page.Project.Versions, Is.EqualTo(["1.0", "2.0"]));
            Assert.That((page.Project.Status, page.Project.StatusReason), Is.EqualTo((ProjectStatus.Deprecated, "see demo2")));
            Assert.That(page.Findings, Is.Empty);
            Assert.That(page.Skipped, Is.Zero);

            var wheel = page.Project.Files[0];
            Assert.That(wheel.Hashes, Is.EqualTo([new IndexHash("sha256", "aa11"), new IndexHash("md5", "bb22"), new IndexHash("blake2b_256", "cc33")]));
            Assert.That(wheel.Sha256, Is.EqualTo("aa11"));
            Assert.That(wheel.RequiresPython, Is.EqualTo(">=3.8"));
            Assert.That(wheel.CoreMetadata!.Hashes, Is.EqualTo([new IndexHash("sha256", "dd44")]));
            Assert.That(wheel.Size, Is.EqualTo(12345678901));
            Assert.That(wheel.UploadTime, Is.EqualTo(new DateTimeOffset(2023, 2, 28, 12, 34, 56, 123, 456, TimeSpan.Zero)));
            Assert.That((wheel.IsYanked, wheel.YankedReason), Is.EqualTo((true, "broken <b>build</b>")));
            Assert.That(wheel.Provenance, Is.EqualTo("https://index.example/provenance"));
            Assert.That(wheel.HasSignature, Is.True);

            var sdist = page.Project.Files[1];
            Assert.That(sdist.Url, Is.EqualTo("https://index.example/root/files/demo-2.0.tar.gz"));
            Assert.That((sdist.Size, sdist.UploadTime, sdist.RequiresPython, sdist.CoreMetadata, sdist.HasSignature, sdist.IsYanked), Is.EqualTo(((long?)null, (DateTimeOffset?)null, (string?)null, (CoreMetadataFile?)null, (bool?)null, false)));
        });
    }

    [TestCase("\"core-metadata\": true", true, 0)]
    [TestCase("\"core-metadata\": false", false, 0)]
    [TestCase("\"core-metadata\": {}", false, 0)]
    [TestCase("\"dist-info-metadata\": {\"sha256\": \"aa\"}", true, 1)]
    [TestCase("\"data-dist-info-metadata\": {\"sha256\": \"aa\"}", true, 1)]
    [TestCase("\"dist-info-metadata\": true, \"core-metadata\": false", false, 0)]
    [TestCase("\"core-metadata\": null", null, 0)]
    [TestCase("\"core-metadata\": \"yes\"", null, 0)]
    public async Task Metadata_files_are_told_by_either_key(string member, bool? available, int hashes)
    {
        var file = await ReadFileAsync(member);

        Assert.That(file.CoreMetadata?.IsAvailable, Is.EqualTo(available));
        Assert.That(file.CoreMetadata?.Hashes.Count ?? 0, Is.EqualTo(hashes));
    }

    [TestCase("true", true, null)]
    [TestCase("false", false, null)]
    [TestCase("null", false, null)]
    [TestCase("\"\"", false, null)]
    [TestCase("\"reason\"", true, "reason")]
    [TestCase("{}", false, null)]
    public async Task Yanked_is_a_flag_or_a_reason(string value, bool yanked, string? reason)
    {
        var file = await ReadFileAsync("\"yanked\": " + value);

        Assert.That((file.IsYanked, file.YankedReason), Is.EqualTo((yanked, reason)));
    }

    [TestCase("4611686018427387904", 4611686018427387904)]
    [TestCase("9223372036854775808", null)]
    [TestCase("-1", null)]
    [TestCase("1.5", null)]
    [TestCase("\"12\"", null)]
    [TestCase("null", null)]
    [TestCase("[1]", null)]
    public async Task I11_sizes_are_taken_as_claims(string value, long? expected) =>
        Assert.That((await ReadFileAsync("\"size\": " + value)).Size, Is.EqualTo(expected));

    [TestCase("\"yesterday\"")]
    [TestCase("12")]
    [TestCase("null")]
    [TestCase("{\"a\": 1}")]
    public async Task Times_that_are_none_are_ignored(string value) =>
        Assert.That((await ReadFileAsync("\"upload-time\": " + value)).UploadTime, Is.Null);

    [Test]
    public async Task I14_a_reason_of_a_megabyte_is_kept()
    {
        var reason = string.Concat(Enumerable.Repeat("<script>", 131072));

        Assert.That((await ReadFileAsync($"\"yanked\": \"{reason}\"")).YankedReason, Is.EqualTo(reason));
    }

    [TestCase("javascript:alert(1)")]
    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://files.example/demo-1.0.tar.gz")]
    [TestCase("data:text/plain,x")]
    [TestCase("https:///nohost")]
    [TestCase("http://")]
    [TestCase("https://[::1")]
    public async Task I6_files_that_are_not_http_are_left_out_and_reported(string url)
    {
        var page = await ReadAsync($$$"""{"name": "demo", "files": [{"filename": "demo-1.0.tar.gz", "url": "{{{url}}}", "hashes": {}}, {"filename": "demo-2.0.tar.gz", "url": "demo-2.0.tar.gz", "hashes": {}}]}""", Json);

        Assert.That(page.Project.Files.Select(file => file.FileName), Is.EqualTo(["demo-2.0.tar.gz"]));
        Assert.That(page.Skipped, Is.EqualTo(1));
        Assert.That(page.Findings.Single().Message, Does.Contain("demo-1.0.tar.gz"));
    }

    [TestCase("demo.whl", "https://index.example/root/simple/demo/demo.whl")]
    [TestCase("/abs/demo.whl", "https://index.example/abs/demo.whl")]
    [TestCase("//cdn.example/demo.whl", "https://cdn.example/demo.whl")]
    [TestCase("../../files/demo.whl", "https://index.example/root/files/demo.whl")]
    [TestCase("https://files.example/a/../b/./demo.whl", "https://files.example/b/demo.whl")]
    [TestCase("http://FILES.example:80/demo.whl", "http://files.example/demo.whl")]
    [TestCase("http://0x7f.1/demo.whl", "http://127.0.0.1/demo.whl")]
    [TestCase("http://2130706433/demo.whl", "http://127.0.0.1/demo.whl")]
    [TestCase("https://files.example/demo 1.whl", "https://files.example/demo%201.whl")]
    [TestCase("https://files.example/demo.whl?x=1#sha256=aa", "https://files.example/demo.whl?x=1")]
    [TestCase("  https://files.example/demo.whl  ", "https://files.example/demo.whl")]
    public async Task Links_resolve_against_the_page(string link, string expected)
    {
        var page = await ReadAsync("{\"files\": [{\"filename\": \"demo.whl\", \"url\": \"" + link + "\"}]}", Json);

        Assert.That(page.Project.Files.Single().Url, Is.EqualTo(expected));
    }

    [TestCase("""{"url": "x"}""")]
    [TestCase("""{"filename": "", "url": "x"}""")]
    [TestCase("""{"filename": "../x.whl", "url": "x"}""")]
    [TestCase("""{"filename": "a/b.whl", "url": "x"}""")]
    [TestCase("""{"filename": "a\u0000b.whl", "url": "x"}""")]
    [TestCase("""{"filename": 5, "url": "x"}""")]
    [TestCase("""{"filename": "x.whl"}""")]
    [TestCase("""{"filename": "x.whl", "url": {}}""")]
    [TestCase("[1]")]
    [TestCase("null")]
    public async Task Files_that_cannot_be_served_are_left_out_and_reported(string file)
    {
        var page = await ReadAsync($$"""{"files": [{{file}}, {"filename": "y.whl", "url": "y"}]}""", Json);

        Assert.That(page.Project.Files.Single().FileName, Is.EqualTo("y.whl"));
        Assert.That((page.Skipped, page.Findings.Count), Is.EqualTo((1, 1)));
    }

    [TestCase("<html><body>Service unavailable</body></html>", TestName = "I1 an HTML error page")]
    [TestCase("{\"error\": \"not found\"}", TestName = "I1 a JSON error document")]
    [TestCase("", TestName = "I2 nothing")]
    [TestCase("{", TestName = "I2 one brace")]
    [TestCase("{\"meta\": {\"api-version\": \"1.0\"}, \"files\": [{\"filename\": \"x.whl\", \"url\": \"x\"}", TestName = "I2 a page cut off")]
    [TestCase("{\"files\": []", TestName = "I2 a page without its last brace")]
    [TestCase("{\"files\": []} {}", TestName = "A second document")]
    [TestCase("{\"files\": {}}", TestName = "Files that are no array")]
    [TestCase("{\"files\": [], \"meta\": 1}", TestName = "Meta that is no object")]
    [TestCase("{\"files\": [], \"meta\": {\"api-version\": 1.0}}", TestName = "A version that is a number")]
    [TestCase("{\"files\": [], \"name\": null}", TestName = "A name that is null")]
    [TestCase("{\"files\": [{\"filename\": \"\\ud800\", \"url\": \"x\"}]}", TestName = "Half a surrogate pair")]
    [TestCase("[]", TestName = "An array")]
    [TestCase("upstream down", TestName = "Plain text")]
    public void Pages_that_are_no_index_are_refused(string page) =>
        Assert.That(async () => await ReadAsync(page, Json), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.Malformed));

    [Test]
    public void Too_much_nesting_is_refused() =>
        Assert.That(async () => await ReadAsync("{\"x\": " + new string('[', 100_000) + new string(']', 100_000) + ", \"files\": []}", Json), Throws.InstanceOf<IndexFormatException>());

    [TestCase("2.0")]
    [TestCase("10.0")]
    [TestCase("0.9")]
    [TestCase("")]
    public void I4_another_major_version_is_refused_wherever_it_stands(string version)
    {
        foreach (var page in new[] { "{\"meta\": {\"api-version\": \"" + version + "\"}, \"files\": []}", "{\"files\": [], \"meta\": {\"api-version\": \"" + version + "\"}}" })
        {
            Assert.That(async () => await ReadAsync(page, Json), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.UnsupportedVersion));
        }
    }

    [Test]
    public async Task A_higher_minor_version_is_read() =>
        Assert.That((await ReadAsync("""{"meta": {"api-version": "1.99"}, "files": []}""", Json)).ApiVersion, Is.EqualTo("1.99"));

    [Test]
    public async Task I12_a_page_of_another_project_is_refused()
    {
        const string Page = """{"name": "other", "files": []}""";

        Assert.That(async () => await ReadAsync(Page, Json), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.WrongProject));
        Assert.That((await ReadAsync(Page, Json, requested: "OTHER")).Project.Name, Is.EqualTo("other"));
        Assert.That((await ReadAsync(Page, Json, requested: null)).Project.Name, Is.EqualTo("other"));
    }

    [Test]
    public void I13_pages_are_capped_in_bytes_and_files()
    {
        var files = "{\"files\": [" + string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"filename": "{{i}}.whl", "url": "x"}""")) + "]}";

        Assert.That(async () => await ReadAsync(files, Json, options: new IndexReaderOptions { MaxFiles = 99 }), TooLarge());
        Assert.That(async () => await ReadAsync(files, Json, options: new IndexReaderOptions { MaxProjectBytes = files.Length - 1 }), TooLarge());
        Assert.That(async () => await ReadAsync(files, Json, options: new IndexReaderOptions { MaxFiles = 100, MaxProjectBytes = files.Length }), Throws.Nothing);
    }

    [Test]
    public void I13_an_endless_page_is_dropped_at_the_cap()
    {
        using var endless = new RepeatingStream("{\"files\": ["u8.ToArray(), "{\"filename\": \"x.whl\", \"url\": \"x\"},"u8.ToArray(), 2L * 1024 * 1024 * 1024);
        var options = new IndexReaderOptions { MaxProjectBytes = 1024 * 1024 };

        Assert.That(async () => await SimpleIndexReader.ReadProjectAsync(endless, Json, PageUrl, null, options), TooLarge());
        Assert.That(endless.Taken, Is.LessThan(3 * 1024 * 1024));
    }

    [Test]
    public async Task An_unknown_status_is_taken_for_active_and_reported()
    {
        var page = await ReadAsync("""{"files": [], "project-status": {"status": "frozen"}}""", Json);

        Assert.That(page.Project.Status, Is.EqualTo(ProjectStatus.Active));
        Assert.That(page.Findings, Has.Count.EqualTo(1));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("text/plain")]
    [TestCase("application/octet-stream")]
    [TestCase("application/json; charset=utf-8")]
    [TestCase("APPLICATION/VND.PYPI.SIMPLE.V1+JSON")]
    public async Task I3_the_content_decides_when_the_type_says_nothing(string? contentType) =>
        Assert.That((await ReadAsync("\uFEFF \n{\"files\": []}", contentType)).Project.Files, Is.Empty);

    [TestCase("text/html")]
    [TestCase("application/vnd.pypi.simple.v1+html")]
    public void I3_a_type_that_contradicts_the_content_is_refused(string contentType) =>
        Assert.That(async () => await ReadAsync("{\"files\": []}", contentType), Throws.InstanceOf<IndexFormatException>());

    [Test]
    public void I4_a_type_of_another_version_is_refused() =>
        Assert.That(async () => await ReadAsync("{\"files\": []}", "application/vnd.pypi.simple.v2+json"), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.UnsupportedVersion));

    [Test]
    public async Task Reading_does_not_depend_on_how_many_bytes_a_read_returns([Values(1, 13)] int step) =>
        Assert.That((await ReadAsync("""{"name": "demo", "files": [{"filename": "x.whl", "url": "x"}]}""", Json, step: step)).Project.Files, Has.Count.EqualTo(1));

    [TestCase(1, 20_000)]
    [TestCase(7_000, 1)]
    [TestCase(7_000, 70_001)]
    [TestCase(20_000, 1_000_000)]
    public async Task A_page_of_any_size_is_put_together(int files, int step)
    {
        const string hash = "0000000000000000000000000000000000000000000000000000000000000000";
        var entries = Enumerable.Range(0, files).Select(i => $$"""{"filename":"demo-{{i}}.0-py3-none-any.whl","url":"https://f.example/{{i}}.whl","hashes":{"sha256":"{{hash}}"} }""");
        var bytes = Encoding.UTF8.GetBytes($$"""{"meta":{"api-version":"1.0"},"name":"demo","files":[{{string.Join(',', entries)}}]}""");
        var stream = step == 1 ? new MemoryStream(bytes) : new DribblingStream(bytes, step);

        var page = await SimpleIndexReader.ReadProjectAsync(stream, "application/vnd.pypi.simple.v1+json", new Uri("https://f.example/simple/demo/"), requested: null);

        Assert.That(page.Project.Files, Has.Count.EqualTo(files));
        Assert.That(page.Project.Files[^1].FileName, Is.EqualTo($"demo-{files - 1}.0-py3-none-any.whl"));
    }

    private static async Task<IndexFile> ReadFileAsync(string member) =>
        (await ReadAsync("{\"files\": [{\"filename\": \"demo-1.0.tar.gz\", \"url\": \"x\", " + member + "}]}", Json)).Project.Files.Single();

    private static NUnit.Framework.Constraints.Constraint TooLarge() =>
        Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.TooLarge);
}
