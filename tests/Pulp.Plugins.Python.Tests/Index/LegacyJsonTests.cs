using System.Buffers;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using static Pulp.Plugins.Python.Tests.Support.IndexPages;

namespace Pulp.Plugins.Python.Tests.Index;

public sealed class LegacyJsonTests
{
    private const string Document = """
        {
          "info": {
            "author": "A", "author_email": "a@example.com", "bugtrack_url": null, "classifiers": ["Programming Language :: Python :: 3"],
            "description": "long", "description_content_type": "text/markdown", "docs_url": null, "download_url": "", "downloads": {"last_day": -1},
            "dynamic": null, "home_page": "https://example.com", "keywords": "a b", "license": "MIT", "license_expression": null, "license_files": ["LICENSE"],
            "maintainer": "UNKNOWN", "maintainer_email": null, "name": "Demo", "package_url": "https://pypi.org/project/demo/", "platform": null,
            "project_url": "https://pypi.org/project/demo/", "project_urls": {"Docs": "https://docs.example"}, "provides_extra": ["x"],
            "release_url": "https://pypi.org/project/demo/1.0/", "requires_dist": ["six"], "requires_python": ">=3", "summary": "S", "version": "1.0",
            "yanked": true, "yanked_reason": "bad"
          },
          "last_serial": 42,
          "releases": {
            "0.9": [],
            "1.0": [
              {"comment_text": "c", "digests": {"blake2b_256": "11", "md5": "22", "sha256": "33"}, "downloads": -1, "filename": "demo-1.0-py3-none-any.whl",
               "has_sig": false, "md5_digest": "22", "packagetype": "bdist_wheel", "python_version": "py3", "requires_python": ">=3", "size": 123,
               "upload_time": "2020-01-02T03:04:05", "upload_time_iso_8601": "2020-01-02T03:04:05.678901Z", "url": "https://files.example/demo-1.0-py3-none-any.whl",
               "yanked": true, "yanked_reason": "bad"},
              {"md5_digest": "44", "filename": "demo-1.0.tar.gz", "packagetype": "sdist", "python_version": "source", "has_sig": false, "comment_text": "", "size": 9, "upload_time": "2020-01-02T03:04:05", "url": "../../files/demo-1.0.tar.gz", "yanked": false, "yanked_reason": "ignored"},
              {"filename": "demo-1.0.rpm", "packagetype": "bdist_rpm", "url": "ftp://files.example/demo-1.0.rpm"}
            ]
          },
          "urls": [{"filename": "demo-1.0.tar.gz", "packagetype": "sdist", "python_version": "source", "has_sig": true, "comment_text": "", "size": 9, "url": "https://files.example/demo-1.0.tar.gz"}],
          "vulnerabilities": [{"id": "X", "urls": []}]
        }
        """;

    [Test]
    public async Task Documents_are_read()
    {
        var project = await ReadAsync(Document);

        Assert.Multiple(() =>
        {
            Assert.That((project.Info.Name, project.Info.Version, project.Info.Summary, project.Info.RequiresPython), Is.EqualTo(("Demo", "1.0", "S", ">=3")));
            Assert.That(project.Info.Maintainer, Is.Null);
            Assert.That(project.Info.RequiresDist, Is.EqualTo(["six"]));
            Assert.That(project.Info.LicenseFiles, Is.EqualTo(["LICENSE"]));
            Assert.That(project.Info.ProvidesExtras, Is.EqualTo(["x"]));
            Assert.That(project.Info.ProjectUrls["Docs"], Is.EqualTo("https://docs.example"));
            Assert.That((project.IsYanked, project.YankedReason, project.LastSerial), Is.EqualTo((true, "bad", 42L)));
            Assert.That(project.Releases.Keys, Is.EqualTo(["0.9", "1.0"]));
            Assert.That(project.Releases["0.9"], Is.Empty);
            Assert.That(project.Urls, Has.Count.EqualTo(1));
            Assert.That(project.Skipped, Is.EqualTo(1));
            Assert.That(project.Findings.Single().Message, Does.Contain("demo-1.0.rpm"));

            var wheel = project.Releases["1.0"][0];
            Assert.That((wheel.Version, wheel.PackageType, wheel.PythonVersionTag, wheel.Size, wheel.Comment), Is.EqualTo(("1.0", PackageType.Wheel, "py3", 123L, "c")));
            Assert.That((wheel.Sha256, wheel.Hash("md5"), wheel.Hash("blake2b_256")), Is.EqualTo(("33", "22", "11")));
            Assert.That(wheel.UploadTime, Is.EqualTo(new DateTimeOffset(2020, 1, 2, 3, 4, 5, 678, 901, TimeSpan.Zero)));
            Assert.That((wheel.IsYanked, wheel.YankedReason), Is.EqualTo((true, "bad")));

            var sdist = project.Releases["1.0"][1];
            Assert.That(sdist.Url, Is.EqualTo("https://index.example/root/files/demo-1.0.tar.gz"));
            Assert.That((sdist.Hash("md5"), sdist.IsYanked, sdist.YankedReason), Is.EqualTo(("44", false, (string?)null)));
            Assert.That(sdist.UploadTime, Is.EqualTo(new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        });
    }

    [TestCase("")]
    [TestCase("<html>")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"info\": {\"name\": \"demo\"}}")]
    [TestCase("{\"info\": []}")]
    [TestCase("{\"info\": {\"name\": \"demo\", \"version\": \"1\"}")]
    [TestCase("{\"message\": \"Not Found\"}")]
    public void Other_documents_are_refused(string document) =>
        Assert.That(async () => await ReadAsync(document), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.Malformed));

    [Test]
    public void I12_a_document_about_another_project_is_refused() =>
        Assert.That(async () => await ReadAsync("{\"info\": {\"name\": \"other\", \"version\": \"1\"}}"), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.WrongProject));

    [Test]
    public void I13_documents_are_capped()
    {
        Assert.That(async () => await ReadAsync(Document, new IndexReaderOptions { MaxFiles = 2 }), TooLarge());
        Assert.That(async () => await ReadAsync(Document, new IndexReaderOptions { MaxProjectBytes = 500 }), TooLarge());

        static NUnit.Framework.Constraints.Constraint TooLarge() => Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.TooLarge);
    }

    [Test]
    public async Task What_is_written_reads_back()
    {
        var project = await ReadAsync(Document);
        var again = await ReadAsync(Write(project));

        Assert.That(JsonSerializer.Serialize(again with { Skipped = 1, Findings = project.Findings }), Is.EqualTo(JsonSerializer.Serialize(project)));
    }

    [Test]
    public async Task Documents_have_the_keys_of_the_api()
    {
        var project = await ReadAsync(Document);
        using var whole = JsonDocument.Parse(Write(project));
        using var release = JsonDocument.Parse(Write(project, withReleases: false));
        var file = whole.RootElement.GetProperty("releases").GetProperty("1.0")[0];

        Assert.Multiple(() =>
        {
            Assert.That(Keys(whole.RootElement), Is.EquivalentTo(["info", "last_serial", "releases", "urls"]));
            Assert.That(Keys(release.RootElement), Is.EquivalentTo(["info", "last_serial", "urls"]));
            Assert.That(Keys(whole.RootElement.GetProperty("info")), Is.SupersetOf([
                "author", "author_email", "bugtrack_url", "classifiers", "description", "description_content_type", "docs_url", "download_url", "downloads",
                "home_page", "keywords", "license", "maintainer", "maintainer_email", "name", "package_url", "platform", "project_url", "project_urls",
                "release_url", "requires_dist", "requires_python", "summary", "version", "yanked", "yanked_reason"]));
            Assert.That(Keys(file), Is.EquivalentTo([
                "comment_text", "digests", "downloads", "filename", "has_sig", "md5_digest", "packagetype", "python_version", "requires_python", "size",
                "upload_time", "upload_time_iso_8601", "url", "yanked", "yanked_reason"]));
            Assert.That(file.GetProperty("upload_time").GetString(), Is.EqualTo("2020-01-02T03:04:05"));
            Assert.That(file.GetProperty("upload_time_iso_8601").GetString(), Is.EqualTo("2020-01-02T03:04:05.678901Z"));
            Assert.That(file.GetProperty("downloads").GetInt32(), Is.EqualTo(-1));
            Assert.That(file.GetProperty("packagetype").GetString(), Is.EqualTo("bdist_wheel"));
            Assert.That(whole.RootElement.GetProperty("info").GetProperty("maintainer").GetString(), Is.Empty);
        });
    }

    [Test]
    public void Kind_and_tag_of_a_file_are_taken_from_its_name_when_not_known()
    {
        var file = new IndexFile { FileName = "demo-1.0-py2.py3-none-any.whl", Url = "x" };
        using var document = JsonDocument.Parse(Write(new LegacyProject { Info = new CoreMetadata { Name = "demo", Version = "1.0" }, Urls = [file] }));
        var url = document.RootElement.GetProperty("urls")[0];

        Assert.That((url.GetProperty("packagetype").GetString(), url.GetProperty("python_version").GetString()), Is.EqualTo(("bdist_wheel", "py2.py3")));
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static string Write(LegacyProject project, bool withReleases = true)
    {
        var output = new ArrayBufferWriter<byte>();
        LegacyJsonWriter.Write(output, project, withReleases);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static async Task<LegacyProject> ReadAsync(string document, IndexReaderOptions? options = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(document));
        return await LegacyJsonReader.ReadAsync(stream, PageUrl, ProjectName.Parse("demo"), options);
    }
}
