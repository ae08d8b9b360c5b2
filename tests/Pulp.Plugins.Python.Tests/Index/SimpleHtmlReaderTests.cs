using System.Diagnostics;
using AngleSharp.Html.Parser;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Tests.Support;
using static Pulp.Plugins.Python.Tests.Support.IndexPages;

namespace Pulp.Plugins.Python.Tests.Index;

public sealed class SimpleHtmlReaderTests
{
    [Test]
    public async Task Every_statement_of_the_specifications_is_read()
    {
        var page = await ReadAsync("""
            <!DOCTYPE html>
            <html>
              <head>
                <meta name="pypi:repository-version" content="1.4">
                <meta name="pypi:project-status" content="archived">
                <meta name="pypi:project-status-reason" content="done &amp; dusted">
                <meta content="https://pypi.org/simple/demo/" name="pypi:tracks">
                <meta name="pypi:alternate-locations" content="https://a.example/demo/"/>
                <title>Links for <a href="no.whl">demo</a></title>
                <script>document.write('<a href="no.whl">no</a>');</script>
                <style>a::after { content: "<a href='no.whl'>"; }</style>
              </head>
              <body>
                <h1>Links for demo</h1>
                <!-- <a href="no.whl">no</a> -->
                <a href="https://files.example/a/demo-1.0-py3-none-any.whl#sha256=aa11" rel="internal" data-requires-python="&gt;=3.8,&lt;4"
                   data-dist-info-metadata="sha256=dd44" data-core-metadata="sha256=ee55" data-yanked="bad &quot;build&quot; &#38; <b>" data-provenance="https://p.example/x?a=1&amp;b=2" data-gpg-sig="true">demo-1.0-py3-none-any.whl</a><br/>
                <a href="../../files/demo-2.0.tar.gz" data-yanked>demo-2.0.tar.gz</a><br/>
                <a name="anchor">no link</a>
                <a href="../">parent</a>
              </body>
            </html>
            """, Html);

        Assert.Multiple(() =>
        {
            Assert.That(page.ApiVersion, Is.EqualTo("1.4"));
            Assert.That((page.Project.Status, page.Project.StatusReason), Is.EqualTo((ProjectStatus.Archived, "done & dusted")));
            Assert.That(page.Project.Tracks, Is.EqualTo(["https://pypi.org/simple/demo/"]));
            Assert.That(page.Project.AlternateLocations, Is.EqualTo(["https://a.example/demo/"]));
            Assert.That(page.Project.Name, Is.EqualTo("demo"));
            Assert.That(page.Project.Files.Select(file => file.FileName), Is.EqualTo(["demo-1.0-py3-none-any.whl", "demo-2.0.tar.gz"]));
            Assert.That(page.Skipped, Is.Zero);

            var wheel = page.Project.Files[0];
            Assert.That(wheel.Url, Is.EqualTo("https://files.example/a/demo-1.0-py3-none-any.whl"));
            Assert.That(wheel.Sha256, Is.EqualTo("aa11"));
            Assert.That(wheel.RequiresPython, Is.EqualTo(">=3.8,<4"));
            Assert.That(wheel.CoreMetadata!.Hashes, Is.EqualTo([new IndexHash("sha256", "ee55")]));
            Assert.That((wheel.IsYanked, wheel.YankedReason), Is.EqualTo((true, "bad \"build\" & <b>")));
            Assert.That(wheel.Provenance, Is.EqualTo("https://p.example/x?a=1&b=2"));
            Assert.That(wheel.HasSignature, Is.True);

            var sdist = page.Project.Files[1];
            Assert.That(sdist.Url, Is.EqualTo("https://index.example/root/files/demo-2.0.tar.gz"));
            Assert.That((sdist.IsYanked, sdist.YankedReason, sdist.Hashes.Count), Is.EqualTo((true, (string?)null, 0)));
        });
    }

    [TestCase("<base href=\"https://base.example/b/\">", "https://base.example/b/x.whl")]
    [TestCase("<base href=\"../up/\">", "https://index.example/root/simple/up/x.whl")]
    [TestCase("<base href=\"https://base.example/b/\"><base href=\"https://other.example/\">", "https://base.example/b/x.whl")]
    [TestCase("<base target=_blank>", "https://index.example/root/simple/demo/x.whl")]
    public async Task Links_resolve_against_the_base_element(string head, string expected) =>
        Assert.That((await ReadAsync(head + "<a href=x.whl>x.whl</a>", Html)).Project.Files.Single().Url, Is.EqualTo(expected));

    [TestCase("<a href='x.whl'>x.whl</a>")]
    [TestCase("<A HREF=x.whl>x.whl</A>")]
    [TestCase("<a\nhref\n=\n\"x.whl\"\n>\nx.whl\n</a\n>")]
    [TestCase("<a class=\"a > b\" href=\"x.whl\" disabled>x.whl</a>")]
    [TestCase("<a href=\"x.whl\" href=\"y.whl\">x.whl</a>")]
    [TestCase("<a/href=\"x.whl\"/>x.whl</a>")]
    [TestCase("<a href=\"x&#46;whl\">x.whl</a>")]
    [TestCase("<a href=\"&#x78;.whl\"><b>x</b>.whl</a>")]
    [TestCase("<a href=\"sub/../x.whl?token=1\">x.whl</a>")]
    [TestCase("<a href=\"x%2Ewhl\">whatever</a>")]
    [TestCase("<a href=\"download?file=7\">x.whl</a>")]
    [TestCase("<?xml version=\"1.0\"?><a href=\"x.whl\">x.whl</a>")]
    [TestCase("<!DOCTYPE html><p>1 < 2 & 3 > 2 <a href=\"x.whl\">x.whl</a> <")]
    [TestCase("<a href=\"x.whl\">x.whl<a name=\"b\">b</a>")]
    [TestCase("<html><body><a href=\"x.whl\">x.whl</body></html>")]
    [TestCase("<html><body><a href=\"x.whl\">x.whl</a></html>")]
    [TestCase("<!-- a -- > --><a href=x.whl>a</a><!---->")]
    [TestCase("<textarea><a href=y.whl></textarea><a href=x.whl>a</a>")]
    public async Task Untidy_pages_are_read(string html)
    {
        var page = await ReadAsync(html, Html);

        Assert.That(page.Project.Files.Single().FileName, Is.EqualTo("x.whl"));
    }

    [TestCase("<html><body>Bad gateway", TestName = "I2 a body cut off")]
    [TestCase("<html><body></body>", TestName = "I2 a page without its end")]
    [TestCase("<html><body><a href=\"x.whl\">x.w", TestName = "I2 a link cut off")]
    [TestCase("<a href=\"x.whl", TestName = "I2 an attribute cut off")]
    [TestCase("<a href=\"x.whl\"", TestName = "I2 a tag cut off")]
    [TestCase("<a href=\"x.whl\">x.whl</a", TestName = "I2 an end tag cut off")]
    [TestCase("<a href=x.whl>a</a><!-- cut", TestName = "I2 a comment cut off")]
    [TestCase("<title>cut", TestName = "I2 a title cut off")]
    [TestCase("upstream down", TestName = "I1 plain text")]
    [TestCase("", TestName = "I2 nothing")]
    [TestCase("<html><head><title>503</title></head><body><h1>Service Unavailable</h1></body></html>", TestName = "I1 an error page answered with success")]
    [TestCase("<html><body><form action=/login>Sign in: <a href=/forgotten>password forgotten</a></form></body></html>", TestName = "I1 a login page")]
    [TestCase("<html><body><h1>Bad gateway</h1>Write to <a href=mailto:master@index.example>us</a>.</body></html>", TestName = "I1 an error page with an address")]
    public void Pages_that_are_no_index_are_refused(string html) =>
        Assert.That(async () => await ReadAsync(html, Html), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.Malformed));

    [TestCase("<!DOCTYPE html><html><body></body></html>")]
    [TestCase("<!DOCTYPE html><html><head><title>Links for demo</title></head><body><h1>Links for demo</h1></body></html>")]
    [TestCase("<html><head><title>Index of /simple/demo/</title></head><body><h1>Index of /simple/demo/</h1><a href=\"../\">../</a></body></html>")]
    [TestCase("<html><head><title>Directory listing for /simple/demo/</title></head><body><hr><ul></ul></body></html>")]
    [TestCase("<html><head><meta name=\"pypi:repository-version\" content=\"1.0\"></head><body>demo</body></html>")]
    public async Task A_project_without_files_is_read(string html) => Assert.That((await ReadAsync(html, Html)).Project.Files, Is.Empty);

    [Test]
    public void I4_another_major_version_is_refused() =>
        Assert.That(async () => await ReadAsync("<meta name=\"pypi:repository-version\" content=\"2.0\"><a href=x.whl>x.whl</a>", Html), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.UnsupportedVersion));

    [TestCase("javascript:alert(1)//x.whl")]
    [TestCase("file:///x.whl")]
    [TestCase("ftp://files.example/x.whl")]
    [TestCase("data:application/zip;base64,AAAA/x.whl")]
    [TestCase("mailto:a@example.com")]
    public async Task I6_links_that_are_not_http_are_left_out_and_reported(string link)
    {
        var page = await ReadAsync($"<a href=\"{link}\">x.whl</a><a href=y.whl>y.whl</a>", Html);

        Assert.That(page.Project.Files.Single().FileName, Is.EqualTo("y.whl"));
        Assert.That(page.Skipped, Is.EqualTo(1));
    }

    [TestCase("a%2Fb.whl")]
    [TestCase("..%5Cb.whl")]
    [TestCase("a%00b.whl")]
    [TestCase("..%2f..%2fetc%2fpasswd.whl")]
    public async Task Unsafe_file_names_are_left_out_and_reported(string link)
    {
        var page = await ReadAsync($"<a href=\"{link}\">x</a>", Html);

        Assert.That(page.Project.Files, Is.Empty);
        Assert.That(page.Skipped, Is.EqualTo(1));
    }

    [TestCase("#sha256=AB12", "sha256", "AB12")]
    [TestCase("#md5=ab", "md5", "ab")]
    [TestCase("#SHA512=ab", "sha512", "ab")]
    [TestCase("#sha256=ab&egg=demo", "sha256", "ab")]
    [TestCase("#egg=demo", null, null)]
    [TestCase("#egg=abc", null, null)]
    [TestCase("#egg=abc&subdirectory=ab&sha256=ab", "sha256", "ab")]
    [TestCase("#sha256=xyz", null, null)]
    [TestCase("#sha256=", null, null)]
    [TestCase("#", null, null)]
    [TestCase("", null, null)]
    public async Task Digests_stand_in_the_fragment(string fragment, string? algorithm, string? value)
    {
        var file = (await ReadAsync($"<a href=\"x.whl{fragment}\">x.whl</a>", Html)).Project.Files.Single();

        Assert.That(file.Url, Does.Not.Contain("#"));
        Assert.That(file.Hashes, Is.EqualTo(algorithm is null ? [] : new[] { new IndexHash(algorithm, value!) }));
    }

    [TestCase("data-core-metadata=\"true\"", true, 0)]
    [TestCase("data-dist-info-metadata=\"sha256=ab\"", true, 1)]
    [TestCase("data-core-metadata=\"false\"", false, 0)]
    [TestCase("", null, 0)]
    public async Task Metadata_files_are_told_by_either_attribute(string attribute, bool? available, int hashes)
    {
        var file = (await ReadAsync($"<a href=x.whl {attribute}>x.whl</a>", Html)).Project.Files.Single();

        Assert.That((file.CoreMetadata?.IsAvailable, file.CoreMetadata?.Hashes.Count ?? 0), Is.EqualTo((available, hashes)));
    }

    [Test]
    public async Task I14_a_reason_of_a_megabyte_is_kept()
    {
        var reason = new string('x', 1_000_000);

        Assert.That((await ReadAsync($"<a href=x.whl data-yanked='{reason}'>x.whl</a>", Html)).Project.Files.Single().YankedReason, Is.EqualTo(reason));
    }

    [Test]
    public void I13_pages_are_capped()
    {
        using var endless = new RepeatingStream("<html><body>"u8.ToArray(), "<a href=\"x.whl\">x.whl</a><br/>"u8.ToArray(), 2L * 1024 * 1024 * 1024);

        Assert.That(async () => await SimpleIndexReader.ReadProjectAsync(endless, Html, PageUrl, null, new IndexReaderOptions { MaxProjectBytes = 1024 * 1024 }), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.TooLarge));
        Assert.That(endless.Taken, Is.LessThan(3 * 1024 * 1024));
    }

    [TestCase("<a href=\"x\" ", "b=\"c\" ")]
    [TestCase("", "<a ")]
    [TestCase("", "<!")]
    [TestCase("", "</")]
    [TestCase("", "<")]
    [TestCase("", "<script>")]
    [TestCase("<title>", "</titl")]
    [TestCase("", "<!--")]
    [TestCase("<a href=x>", "<a href=x><b>")]
    [TestCase("", "<a x='")]
    public async Task Hostile_pages_take_linear_time(string start, string repeated)
    {
        var page = start + string.Concat(Enumerable.Repeat(repeated, 2_000_000 / repeated.Length));
        var watch = Stopwatch.StartNew();
        try
        {
            await ReadAsync(page, Html);
        }
        catch (IndexFormatException)
        {
            // Refused is fine; slow is not.
        }

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task Links_are_those_that_a_browser_finds()
    {
        string[] parts =
        [
            "<a href=\"a.whl\">a.whl</a>", "<A HREF='b&amp;c.whl' x>t</A>", "<a href=c.whl data-requires-python='&gt;=3'>c</a>", "<!-- <a href=d.whl> -->",
            "<p title=\"<a href=e.whl>\">", "<title><a href=f.whl></title>", "<br/>", "text & < text", "<a name=x>", "<a href=\"g.whl\"", " rel=x>g</a>", "</p>",
            "<script>'<a href=h.whl>'</script>", "<a href = \"i.whl\" >i</a >", "<a\thref=\"j&#46;whl\"/>j</a>", "<b", ">", "<a href=\"k.whl#sha256=aa\" title='>'>k</a>",
        ];
        var random = new Random(11);
        var compared = 0;
        for (var round = 0; round < 2000; round++)
        {
            var html = string.Concat(Enumerable.Range(0, 12).Select(_ => parts[random.Next(parts.Length)])) + "<a href=\"end.whl\">end</a>";
            SimpleProjectPage page;
            try
            {
                page = await ReadAsync(html, Html);
            }
            catch (IndexFormatException)
            {
                continue;
            }

            var document = new HtmlParser().ParseDocument(html);

            // A browser repeats a link that was left open in each block it reaches into.
            var expected = document.QuerySelectorAll("a[href]").Select(anchor => anchor.GetAttribute("href")!.Split('#')[0]).Distinct();
            Assert.That(page.Project.Files.Select(file => file.FileName).Distinct(), Is.EqualTo(expected), html);
            compared++;
        }

        Assert.That(compared, Is.GreaterThan(1000));
    }
}
