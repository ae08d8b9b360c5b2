using System.Diagnostics;
using System.Text;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class CoreMetadataTests
{
    private const string Minimal = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n";

    [Test]
    public void Every_field_is_read()
    {
        var metadata = Parse("""
            Metadata-Version: 2.4
            Name: Demo.Pkg
            Version: 1.0rc1
            Dynamic: requires-dist
            Platform: Linux
            Platform: UNKNOWN
            Supported-Platform: RedHat 7.2
            Summary: A demo: with a colon
            Description-Content-Type: text/markdown; charset=UTF-8
            Keywords: a,b
            Home-page: https://example.com
            Download-URL: https://example.com/d
            Author: Ünï Côde
            Author-email: "A" <a@example.com>
            Maintainer: B
            Maintainer-email: b@example.com
            License: MIT
            License-Expression: MIT OR Apache-2.0
            License-File: LICENSE
            License-File: licenses/OTHER
            Classifier: Programming Language :: Python :: 3
            Classifier: Private :: Do Not Upload
            Requires-Dist: requests>=2 ; extra == "net"
            Requires-Dist: six
            Requires-Python: >=3.8
            Requires-External: libpng (>=1.5)
            Project-URL: Bug Tracker, https://example.com/issues?a,b
            Project-URL: Docs,https://example.com/docs
            Project-URL: bare
            Provides-Extra: net
            Provides-Dist: demo-old
            Obsoletes-Dist: older (<2)

            # Title

            Body: not a field
            """);

        Assert.Multiple(() =>
        {
            Assert.That(metadata.MetadataVersion, Is.EqualTo("2.4"));
            Assert.That(metadata.Name, Is.EqualTo("Demo.Pkg"));
            Assert.That(metadata.Version, Is.EqualTo("1.0rc1"));
            Assert.That(metadata.Dynamic, Is.EqualTo(["requires-dist"]));
            Assert.That(metadata.Platforms, Is.EqualTo(["Linux"]));
            Assert.That(metadata.SupportedPlatforms, Is.EqualTo(["RedHat 7.2"]));
            Assert.That(metadata.Summary, Is.EqualTo("A demo: with a colon"));
            Assert.That(metadata.DescriptionContentType, Is.EqualTo("text/markdown; charset=UTF-8"));
            Assert.That(metadata.Keywords, Is.EqualTo("a,b"));
            Assert.That(metadata.HomePage, Is.EqualTo("https://example.com"));
            Assert.That(metadata.DownloadUrl, Is.EqualTo("https://example.com/d"));
            Assert.That(metadata.Author, Is.EqualTo("Ünï Côde"));
            Assert.That(metadata.AuthorEmail, Is.EqualTo("\"A\" <a@example.com>"));
            Assert.That(metadata.Maintainer, Is.EqualTo("B"));
            Assert.That(metadata.MaintainerEmail, Is.EqualTo("b@example.com"));
            Assert.That(metadata.License, Is.EqualTo("MIT"));
            Assert.That(metadata.LicenseExpression, Is.EqualTo("MIT OR Apache-2.0"));
            Assert.That(metadata.LicenseFiles, Is.EqualTo(["LICENSE", "licenses/OTHER"]));
            Assert.That(metadata.Classifiers, Has.Count.EqualTo(2));
            Assert.That(metadata.RequiresDist, Is.EqualTo(["requests>=2 ; extra == \"net\"", "six"]));
            Assert.That(metadata.RequiresPython, Is.EqualTo(">=3.8"));
            Assert.That(metadata.RequiresExternal, Is.EqualTo(["libpng (>=1.5)"]));
            Assert.That(metadata.ProvidesExtras, Is.EqualTo(["net"]));
            Assert.That(metadata.ProvidesDist, Is.EqualTo(["demo-old"]));
            Assert.That(metadata.ObsoletesDist, Is.EqualTo(["older (<2)"]));
            Assert.That(metadata.ProjectUrls, Is.EqualTo(new Dictionary<string, string>
            {
                ["Bug Tracker"] = "https://example.com/issues?a,b",
                ["Docs"] = "https://example.com/docs",
                ["bare"] = string.Empty,
            }));
            Assert.That(metadata.Description, Is.EqualTo("# Title\n\nBody: not a field"));
        });
    }

    [Test]
    public void Absent_and_unknown_fields_are_null()
    {
        var metadata = Parse(Minimal + "Author: UNKNOWN\nSummary:\n");

        Assert.That(metadata.Author, Is.Null);
        Assert.That(metadata.Summary, Is.Null);
        Assert.That(metadata.Description, Is.Null);
        Assert.That(metadata.Classifiers, Is.Empty);
        Assert.That(metadata.ProjectUrls, Is.Empty);
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    [TestCase("2.0")]
    [TestCase("2.1")]
    [TestCase("2.2")]
    [TestCase("2.3")]
    [TestCase("2.4")]
    [TestCase("2.5")]
    public void Every_version_of_the_specification_is_read(string version) =>
        Assert.That(Parse(Minimal.Replace("2.1", version, StringComparison.Ordinal)).MetadataVersion, Is.EqualTo(version));

    [TestCase("2.6")]
    [TestCase("2.10")]
    public void A_later_minor_version_only_adds_fields_and_is_read(string version) =>
        Assert.That(Parse(Minimal.Replace("2.1", version, StringComparison.Ordinal) + "Import-Name: demo; private\nImport-Name:\n").MetadataVersion, Is.EqualTo(version));

    [TestCase("Description: first\n        second\n        \n          indented\n", "first\nsecond\n\n  indented")]
    [TestCase("Description: first\n       |second\n       |  third\n", "first\nsecond\n  third")]
    [TestCase("Description: first\n\tsecond\n", "first\nsecond")]
    public void Old_descriptions_stand_in_a_folded_field(string field, string expected) =>
        Assert.That(Parse(Minimal + field).Description, Is.EqualTo(expected));

    [Test]
    public void Lists_of_the_forerunners_are_taken_when_there_is_nothing_newer()
    {
        var metadata = Parse(Minimal + "Requires: sys\nProvides: demo\nObsoletes: old\n");

        Assert.That(metadata.RequiresDist.Concat(metadata.ProvidesDist).Concat(metadata.ObsoletesDist), Is.EqualTo(["sys", "demo", "old"]));
    }

    [Test]
    public void Line_ends_and_field_case_do_not_matter()
    {
        var metadata = Parse("metadata-version: 2.1\r\nNAME: demo\r\nversion: 1.0\r\nLicense: a\r\n        b\r\n\r\nx\r\ny\r\n");

        Assert.That(metadata.Name, Is.EqualTo("demo"));
        Assert.That(metadata.License, Is.EqualTo("a\nb"));
        Assert.That(metadata.Description, Is.EqualTo("x\ny\n"));
    }

    [TestCase("\uFEFF" + Minimal, "METADATA", TestName = "A byte order mark, which keeps installers from reading the file, is refused")]
    [TestCase("Metadata-Version: 3.0\nName: demo\nVersion: 1.0\n", "Metadata-Version", TestName = "A later major version is refused")]
    [TestCase("Metadata-Version: 2.01\nName: demo\nVersion: 1.0\n", "Metadata-Version", TestName = "A version that is none is refused")]
    [TestCase("Metadata-Version: 9.9\nName: demo\nVersion: 1.0\n", "Metadata-Version", TestName = "Metadata version 9.9 is refused")]
    [TestCase("Name: demo\nVersion: 1.0\n", "Metadata-Version", TestName = "A missing metadata version is refused")]
    [TestCase("Metadata-Version: 2.1\nVersion: 1.0\n", "Name", TestName = "A missing name is refused")]
    [TestCase("Metadata-Version: 2.1\nName: demo\n", "Version", TestName = "A missing version is refused")]
    [TestCase("Metadata-Version: 2.1\nName: de mo\nVersion: 1.0\n", "Name", TestName = "An invalid name is refused")]
    [TestCase("Metadata-Version: 2.1\nName: demo\nVersion: french toast\n", "Version", TestName = "An invalid version is refused")]
    [TestCase("Metadata-Version: 2.1\nName: demo\rEvil: x\nVersion: 1.0\n", "METADATA", TestName = "W19 a carriage return in the name is refused")]
    [TestCase("Metadata-Version: 2.1\nName: demo\n evil\nVersion: 1.0\n", "Name", TestName = "W19 a folded name is refused")]
    [TestCase("Metadata-Version: 2.1\nName: demo\nName: other\nVersion: 1.0\n", "Name", TestName = "A doubled name is refused")]
    [TestCase(Minimal + "Summary: a\nSummary: b\n", "Summary", TestName = "A doubled summary is refused")]
    [TestCase(Minimal + "Requires-Python: >=3\nRequires-Python: >=2\n", "Requires-Python", TestName = "A doubled requires-python is refused")]
    [TestCase(Minimal + "Description: a\n\nb\n", "Description", TestName = "Two descriptions are refused")]
    [TestCase(Minimal + "Classifier: nonsense\n", "Classifier", TestName = "An invalid classifier is refused")]
    [TestCase(Minimal + "Project-URL: x, javascript:alert(1)\n", "Project-URL", TestName = "A link that runs code is refused")]
    [TestCase(Minimal + "Home-page: JavaScript:alert(1)\n", "Home-page", TestName = "A home page that runs code is refused")]
    [TestCase(Minimal + "Home-page: java\tscript:alert(1)\n", "Home-page", TestName = "A tab within the scheme hides no code")]
    [TestCase(Minimal + "Project-URL: x, \u0001javascript:alert(1)\n", "Project-URL", TestName = "A control character before the scheme hides no code")]
    [TestCase(" folded\n" + Minimal, "METADATA", TestName = "A continuation at the start is refused")]
    [TestCase(Minimal + "no field\n", "METADATA", TestName = "A line that is no field is refused")]
    [TestCase("<html>not metadata</html>", "METADATA", TestName = "HTML is refused")]
    [TestCase("", "Metadata-Version", TestName = "An empty file is refused")]
    public void Broken_files_are_refused(string text, string field) =>
        Assert.That(Assert.Throws<PackageFormatException>(() => Parse(text))!.Field, Is.EqualTo(field));

    [Test]
    public void Utf16_and_binary_files_are_refused()
    {
        Assert.That(() => CoreMetadata.Parse(Encoding.Unicode.GetBytes(Minimal)), Throws.InstanceOf<PackageFormatException>());
        Assert.That(() => CoreMetadata.Parse([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Minimal)]), Throws.InstanceOf<PackageFormatException>());
        Assert.That(() => CoreMetadata.Parse([.. Encoding.UTF8.GetBytes(Minimal), 0xC3, 0x28]), Throws.InstanceOf<PackageFormatException>());
    }

    [Test]
    public void Files_over_four_mebibytes_are_refused() =>
        Assert.That(() => CoreMetadata.Parse(Encoding.UTF8.GetBytes(Minimal + "\n" + new string('x', CoreMetadata.MaxBytes))), Throws.InstanceOf<PackageFormatException>());

    [TestCase("Description: x\n", " y\n")]
    [TestCase("", "Classifier: a\n")]
    [TestCase("", "Requires-Dist: (((\n")]
    [TestCase("", "Project-URL: a\n")]
    [TestCase("", "X-1: a\n")]
    public void The_largest_hostile_files_are_read_in_linear_time(string start, string repeated)
    {
        var text = Minimal + start + string.Concat(Enumerable.Repeat(repeated, (CoreMetadata.MaxBytes - 200) / repeated.Length));
        var watch = Stopwatch.StartNew();

        Assert.That(CoreMetadata.ParseLenient(Encoding.UTF8.GetBytes(text), out _), Is.Not.Null);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void A_lenient_reader_reports_and_goes_on()
    {
        var text = "Metadata-Version: 9.9\nName: demo\nVersion: french toast\nSummary: a\nSummary: b\nnonsense\nRequires-Python: >=3.6.*\nRequires-Dist: x (>=1\n";
        var metadata = CoreMetadata.ParseLenient([.. Encoding.UTF8.GetBytes(text), 0xE9], out var findings);

        Assert.That(metadata!.Version, Is.EqualTo("french toast"));
        Assert.That(metadata.Summary, Is.EqualTo("a"));
        Assert.That(metadata.RequiresPython, Is.EqualTo(">=3.6.*"));
        Assert.That(findings.Select(finding => finding.Field), Is.SupersetOf(["Metadata-Version", "Version", "Summary", "METADATA", "Requires-Python", "Requires-Dist"]));
    }

    [TestCase("")]
    [TestCase("Name: demo\n")]
    [TestCase("Name: ../x\nVersion: 1\n")]
    public void A_lenient_reader_returns_nothing_without_name_and_version(string text)
    {
        Assert.That(CoreMetadata.ParseLenient(Encoding.UTF8.GetBytes(text), out var findings), Is.Null);
        Assert.That(findings, Is.Not.Empty);
    }

    [Test]
    public void Unreadable_requirements_are_findings_in_strict_mode_too() =>
        Assert.That(Parse(Minimal + "Requires-Dist: x (>=1\n").RequiresDist, Is.EqualTo(["x (>=1"]));

    private static CoreMetadata Parse(string text) => CoreMetadata.Parse(Encoding.UTF8.GetBytes(text));
}
