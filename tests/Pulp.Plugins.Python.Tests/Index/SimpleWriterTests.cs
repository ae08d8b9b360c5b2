using System.Buffers;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using static Pulp.Plugins.Python.Tests.Support.IndexPages;

namespace Pulp.Plugins.Python.Tests.Index;

public sealed class SimpleWriterTests
{
    private const string Evil = "\"><script>alert('1')</script>&amp;<a href=x>";

    private static readonly IndexFile Wheel = new()
    {
        FileName = "demo-1.0-py3-none-any.whl",
        Url = "https://host.example/pulp/content/live/demo-1.0-py3-none-any.whl",
        Hashes = [new IndexHash("md5", "22"), new IndexHash("sha256", "aa11")],
        RequiresPython = ">=3.8",
        CoreMetadata = CoreMetadataFile.OfSha256("dd44"),
        Size = 123,
        UploadTime = new DateTimeOffset(2023, 2, 28, 12, 34, 56, 123, 456, TimeSpan.Zero),
        Provenance = "https://host.example/provenance?a=1&b=2",
    };

    private static readonly IndexFile Sdist = new()
    {
        FileName = "demo-2.0.tar.gz",
        Url = "https://host.example/pulp/content/live/demo-2.0.tar.gz",
        Hashes = [new IndexHash("sha256", "bb22")],
        CoreMetadata = CoreMetadataFile.None,
        Size = 1L << 62,
        IsYanked = true,
        YankedReason = "broken",
        HasSignature = false,
    };

    private static readonly IndexProject Project = new()
    {
        Name = "Demo",
        Files = [Wheel, Sdist],
        Versions = ["1.0", "2.0"],
        Tracks = ["https://pypi.org/simple/demo/"],
        AlternateLocations = ["https://a.example/demo/"],
        Status = ProjectStatus.Archived,
        StatusReason = "done",
        LastSerial = 1000000000,
    };

    [Test]
    public void The_html_page_is_as_the_specifications_have_it() => Assert.That(Html(Project), Is.EqualTo("""
        <!DOCTYPE html>
        <html>
          <head>
            <meta name="pypi:repository-version" content="1.4">
            <meta name="pypi:tracks" content="https://pypi.org/simple/demo/">
            <meta name="pypi:alternate-locations" content="https://a.example/demo/">
            <meta name="pypi:project-status" content="archived">
            <meta name="pypi:project-status-reason" content="done">
            <title>Links for demo</title>
          </head>
          <body>
            <h1>Links for demo</h1>
            <a href="https://host.example/pulp/content/live/demo-1.0-py3-none-any.whl#sha256=aa11" rel="internal" data-requires-python="&gt;=3.8" data-dist-info-metadata="sha256=dd44" data-core-metadata="sha256=dd44" data-provenance="https://host.example/provenance?a=1&amp;b=2">demo-1.0-py3-none-any.whl</a><br/>
            <a href="https://host.example/pulp/content/live/demo-2.0.tar.gz#sha256=bb22" rel="internal" data-yanked="broken" data-gpg-sig="false">demo-2.0.tar.gz</a><br/>
          </body>
        </html>

        """));

    [Test]
    public void The_json_page_is_as_the_specifications_have_it()
    {
        const string Expected = """
            {"meta":{"api-version":"1.4","_last-serial":1000000000,"tracks":["https://pypi.org/simple/demo/"]},"name":"demo",
            "project-status":{"status":"archived","reason":"done"},"alternate-locations":["https://a.example/demo/"],"files":[
            {"filename":"demo-1.0-py3-none-any.whl","url":"https://host.example/pulp/content/live/demo-1.0-py3-none-any.whl","hashes":{"md5":"22","sha256":"aa11"},
            "requires-python":">=3.8","data-dist-info-metadata":{"sha256":"dd44"},"core-metadata":{"sha256":"dd44"},"size":123,
            "upload-time":"2023-02-28T12:34:56.123456Z","yanked":false,"provenance":"https://host.example/provenance?a=1&b=2"},
            {"filename":"demo-2.0.tar.gz","url":"https://host.example/pulp/content/live/demo-2.0.tar.gz","hashes":{"sha256":"bb22"},
            "requires-python":null,"data-dist-info-metadata":false,"core-metadata":false,"size":4611686018427387904,"yanked":"broken","gpg-sig":false,"provenance":null}],
            "versions":["1.0","2.0"]}
            """;

        Assert.That(Json(Project), Is.EqualTo(Expected.ReplaceLineEndings(string.Empty)));
    }

    [Test]
    public async Task What_is_written_in_json_reads_back()
    {
        var page = await ReadAsync(Json(Project), Tests.Support.IndexPages.Json);

        Assert.That(JsonSerializer.Serialize(page.Project with { Name = "Demo" }), Is.EqualTo(JsonSerializer.Serialize(Project)));
    }

    [Test]
    public async Task What_is_written_in_html_reads_back()
    {
        var files = (await ReadAsync(Html(Project), Tests.Support.IndexPages.Html)).Project.Files;

        Assert.That(files[0].CoreMetadata!.Hashes, Is.EqualTo(Wheel.CoreMetadata!.Hashes));
        Assert.That(
            files.Select(file => (file.FileName, file.Url, file.Sha256, file.RequiresPython, file.IsYanked, file.YankedReason, file.Provenance, file.HasSignature)),
            Is.EqualTo(Project.Files.Select(file => (file.FileName, file.Url, file.Sha256, file.RequiresPython, file.IsYanked, file.YankedReason, file.Provenance, file.HasSignature))));
    }

    [Test]
    public async Task I14_values_that_are_markup_are_escaped_everywhere()
    {
        var file = Wheel with
        {
            FileName = Evil,
            Url = "https://host.example/" + Evil,
            RequiresPython = Evil,
            IsYanked = true,
            YankedReason = Evil,
            Provenance = Evil,
            Hashes = [new IndexHash("sha256", Evil)],
            CoreMetadata = CoreMetadataFile.OfSha256(Evil),
        };
        var project = Project with { Name = Evil, Files = [file], Tracks = [Evil], AlternateLocations = [Evil], StatusReason = Evil };
        var document = new HtmlParser().ParseDocument(Html(project));
        var anchor = document.QuerySelectorAll("a").Single();

        Assert.Multiple(() =>
        {
            Assert.That(document.QuerySelectorAll("script"), Is.Empty);
            Assert.That(anchor.TextContent, Is.EqualTo(Evil));
            Assert.That(anchor.GetAttribute("href"), Is.EqualTo("https://host.example/" + Evil + "#sha256=" + Evil));
            Assert.That(anchor.GetAttribute("data-yanked"), Is.EqualTo(Evil));
            Assert.That(anchor.GetAttribute("data-requires-python"), Is.EqualTo(Evil));
            Assert.That(anchor.GetAttribute("data-provenance"), Is.EqualTo(Evil));
            Assert.That(anchor.GetAttribute("data-core-metadata"), Is.EqualTo("sha256=" + Evil));
            Assert.That(document.QuerySelector("meta[name='pypi:tracks']")!.GetAttribute("content"), Is.EqualTo(Evil));
            Assert.That(document.QuerySelector("meta[name='pypi:project-status-reason']")!.GetAttribute("content"), Is.EqualTo(Evil));
            Assert.That(document.Title, Is.EqualTo("Links for " + ProjectName.Normalize(Evil)));
        });

        var json = await ReadAsync(Json(project), Tests.Support.IndexPages.Json, requested: null);
        Assert.That(json.Findings.Count, Is.EqualTo(1), "The file name is unsafe");
    }

    [Test]
    public void A_megabyte_of_reason_is_written()
    {
        var reason = string.Concat(Enumerable.Repeat("<&>", 300_000));
        var project = Project with { Files = [Sdist with { YankedReason = reason }] };

        Assert.That(new HtmlParser().ParseDocument(Html(project)).QuerySelector("a")!.GetAttribute("data-yanked"), Is.EqualTo(reason));
        Assert.That(JsonDocument.Parse(Json(project)).RootElement.GetProperty("files")[0].GetProperty("yanked").GetString(), Is.EqualTo(reason));
    }

    [Test]
    public void An_active_project_without_extras_has_a_short_head()
    {
        var project = new IndexProject { Name = "demo", Files = [new IndexFile { FileName = "demo-1.0.tar.gz", Url = "../x", IsYanked = true, CoreMetadata = CoreMetadataFile.Unhashed, Size = 0 }] };

        Assert.That(Html(project), Does.Contain("<a href=\"../x\" rel=\"internal\" data-dist-info-metadata=\"true\" data-core-metadata=\"true\" data-yanked=\"\">").And.Not.Contain("status"));
        Assert.That(Json(project), Does.Contain("\"core-metadata\":true").And.Contains("\"yanked\":true").And.Contains("\"hashes\":{}").And.Contains("\"versions\":[]").And.Not.Contains("status").And.Not.Contains("upload-time"));
    }

    [Test]
    public void A_quarantined_project_offers_no_files()
    {
        var project = Project with { Status = ProjectStatus.Quarantined, StatusReason = null };

        Assert.That(Html(project), Does.Not.Contain("<a ").And.Contains("quarantined"));
        Assert.That(Json(project), Does.Contain("\"files\":[]").And.Contains("\"versions\":[\"1.0\",\"2.0\"]"));
    }

    [Test]
    public void A_json_page_with_a_file_of_unknown_size_states_the_version_that_allows_it()
    {
        var json = Json(Project with { Files = [Wheel, Sdist with { Size = null }] });

        Assert.That(json, Does.Contain("\"api-version\":\"1.0\""));
        Assert.That(json, Does.Not.Contain("4611686018427387904"));
    }

    [Test]
    public async Task Lists_of_projects_are_written_and_read_back()
    {
        IndexRootEntry[] projects = [new("Foo.Bar", 7), new("baz")];
        var html = new ArrayBufferWriter<byte>();
        SimpleHtmlWriter.WriteRoot(html, projects);
        var json = new ArrayBufferWriter<byte>();
        SimpleJsonWriter.WriteRoot(json, projects, 9);

        Assert.That(Encoding.UTF8.GetString(html.WrittenSpan), Does.Contain("<a href=\"foo-bar/\">Foo.Bar</a>").And.Contains("content=\"1.4\""));
        Assert.That(Encoding.UTF8.GetString(json.WrittenSpan), Is.EqualTo("""{"meta":{"api-version":"1.4","_last-serial":9},"projects":[{"name":"Foo.Bar","_last-serial":7},{"name":"baz"}]}"""));
        Assert.That(await ReadRootAsync(html.WrittenSpan.ToArray(), Tests.Support.IndexPages.Html), Is.EqualTo([new IndexRootEntry("Foo.Bar"), new IndexRootEntry("baz")]));
        Assert.That(await ReadRootAsync(json.WrittenSpan.ToArray(), Tests.Support.IndexPages.Json), Is.EqualTo(projects));
    }

    [Test]
    public async Task Long_lists_of_projects_are_written_and_read_back()
    {
        var projects = Enumerable.Range(0, 20_000).Select(i => new IndexRootEntry("project-" + i, i)).ToList();
        var json = new ArrayBufferWriter<byte>();
        SimpleJsonWriter.WriteRoot(json, projects);

        Assert.That(await ReadRootAsync(json.WrittenSpan.ToArray(), Tests.Support.IndexPages.Json), Is.EqualTo(projects));
    }

    [Test]
    public void Files_and_versions_are_sorted_by_version()
    {
        string[] names = ["demo-1.10.tar.gz", "demo-1.9.tar.gz", "demo-1.9-py3-none-any.whl", "demo-2.0rc1.tar.gz", "demo-2.0.tar.gz", "demo-oldest-x.tar.gz"];
        var project = IndexProject.Create(ProjectName.Parse("Demo"), names.Select(name => new IndexFile { FileName = name, Url = name }));

        Assert.That(project.Name, Is.EqualTo("demo"));
        Assert.That(project.Versions, Is.EqualTo(["oldest-x", "1.9", "1.10", "2.0rc1", "2.0"]));
        Assert.That(project.Files.Select(file => file.FileName), Is.EqualTo([names[5], names[2], names[1], names[0], names[3], names[4]]));
    }

    private static string Html(IndexProject project)
    {
        var output = new ArrayBufferWriter<byte>();
        SimpleHtmlWriter.WriteProject(output, project);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Json(IndexProject project)
    {
        var output = new ArrayBufferWriter<byte>();
        SimpleJsonWriter.WriteProject(output, project);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
