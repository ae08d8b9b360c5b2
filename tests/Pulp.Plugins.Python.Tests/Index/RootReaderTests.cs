using System.Text;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Tests.Support;
using static Pulp.Plugins.Python.Tests.Support.IndexPages;

namespace Pulp.Plugins.Python.Tests.Index;

public sealed class RootReaderTests
{
    private const string JsonPage = """
        {"meta": {"_last-serial": 9, "api-version": "1.1", "x": {"name": "no"}}, "future": {"projects": [{"name": "no"}], "name": "no"},
         "projects": [{"name": "Foo.Bar", "_last-serial": 7}, {"_last-serial": 8, "name": "b\u0061r", "future": {"name": "no", "x": [{"name": "no"}]}}, {"name": "baz"}, {"name": "not valid!"}, {"other": 1}],
         "name": "no"}
        """;

    private const string HtmlPage = """
        <!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.1"><title>Simple <a href="no/">index</a></title></head>
        <body><!-- <a href="no/">no</a> --><h1>Projects</h1>
        <a href="foo-bar/">Foo.Bar</a><br/>
        <a href='/simple/bar/'> bar </a>
        <A HREF=baz/ class="a>b">baz (12 releases)</A>
        <a name="no">no</a> <a href="?page=2">!</a>
        </body></html>
        """;

    [Test]
    public async Task Json_lists_are_read_however_they_are_cut([Values(1, 2, 3, 17, 100_000)] int step) =>
        Assert.That(await ReadRootAsync(JsonPage, Json, step), Is.EqualTo([new IndexRootEntry("Foo.Bar", 7), new IndexRootEntry("bar", 8), new IndexRootEntry("baz")]));

    [Test]
    public async Task Html_lists_are_read_however_they_are_cut([Values(1, 2, 3, 17, 100_000)] int step) =>
        Assert.That(await ReadRootAsync(HtmlPage, Html, step), Is.EqualTo([new IndexRootEntry("Foo.Bar"), new IndexRootEntry("bar"), new IndexRootEntry("baz")]));

    [TestCase("{\"projects\": []}", null)]
    [TestCase("<html><body></body></html>", null)]
    [TestCase("<!DOCTYPE html><title>Simple index</title>", "text/plain")]
    public async Task An_empty_list_is_read(string page, string? contentType) => Assert.That(await ReadRootAsync(page, contentType), Is.Empty);

    [TestCase("{\"projects\": [{\"name\": \"a\"}, {\"na", Json)]
    [TestCase("{\"projects\": [{\"name\": \"a\"}]", Json)]
    [TestCase("{\"projects\": [{\"name\": \"a\"}]} x", Json)]
    [TestCase("{\"projects\": {}}", Json)]
    [TestCase("{\"files\": []}", Json)]
    [TestCase("[{\"name\": \"a\"}]", Json)]
    [TestCase("", Json)]
    [TestCase("<html><body><a href=a/>a</a>", Html)]
    [TestCase("<a href=a/>a</a><a hr", Html)]
    [TestCase("<a href=a/>a</a><a href=b/>b", Html)]
    [TestCase("<html>error</html>", Json)]
    [TestCase("<html><body><h1>Service Unavailable</h1></body></html>", Html)]
    [TestCase("", Html)]
    public void Lists_cut_off_or_no_lists_are_refused(string page, string contentType)
    {
        foreach (var step in new[] { 1, 100_000 })
        {
            Assert.That(async () => await ReadRootAsync(page, contentType, step), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.Malformed));
        }
    }

    [TestCase("{\"meta\": {\"api-version\": \"2.0\"}, \"projects\": []}", Json)]
    [TestCase("{\"projects\": [], \"meta\": {\"api-version\": \"2.0\"}}", Json)]
    [TestCase("<meta name=\"pypi:repository-version\" content=\"2.0\">", Html)]
    public void Another_major_version_is_refused(string page, string contentType) =>
        Assert.That(async () => await ReadRootAsync(page, contentType), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.UnsupportedVersion));

    [Test]
    public void Lists_are_capped() =>
        Assert.That(async () => await ReadRootAsync(Encoding.UTF8.GetBytes(JsonPage), Json, options: new IndexReaderOptions { MaxRootBytes = 100 }), Throws.InstanceOf<IndexFormatException>().With.Property("Error").EqualTo(IndexFormatError.TooLarge));

    [TestCase("{\"projects\": [{\"name\": \"", "x", Json)]
    [TestCase("<a href=\"", "x", Html)]
    [TestCase("<a href=\"x\">", "<b>", Html)]
    [TestCase("<script>", "x", Html)]
    [TestCase("<!--", "x", Html)]
    public async Task An_entry_without_end_does_not_fill_the_memory(string start, string repeated, string contentType)
    {
        using var endless = new RepeatingStream(Encoding.UTF8.GetBytes(start), Encoding.UTF8.GetBytes(repeated), 1L << 40);
        await using var entries = SimpleIndexReader.ReadRootAsync(endless, contentType).GetAsyncEnumerator();

        Assert.That(async () => await entries.MoveNextAsync(), Throws.InstanceOf<IndexFormatException>());
        Assert.That(endless.Taken, Is.LessThan(10 * 1024 * 1024));
    }

    [TestCase("{\"projects\": [", "{\"name\": \"some-project\"},", Json)]
    [TestCase("<html><body>", "<a href=\"some-project/\">some-project</a><br/>\n", Html)]
    public async Task A_list_is_streamed(string start, string repeated, string contentType)
    {
        using var endless = new RepeatingStream(Encoding.UTF8.GetBytes(start), Encoding.UTF8.GetBytes(repeated), 1L << 40);
        var count = 0;
        await foreach (var entry in SimpleIndexReader.ReadRootAsync(endless, contentType))
        {
            Assert.That(entry.Name, Is.EqualTo("some-project"));
            if (++count == 10_000)
            {
                break;
            }
        }

        Assert.That(endless.Taken, Is.LessThan(10_000 * repeated.Length + 200_000));
    }
}
