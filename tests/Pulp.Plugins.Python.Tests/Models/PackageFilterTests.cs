using System.Net;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Models;

[TestFixture]
internal sealed class PackageFilterTests
{
    private IndexHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        host = await IndexHost.StartAsync();
        await host.CreateIndexAsync();
        foreach (var (name, version, file) in ((string, string, string)[])[("Foo.Bar", "1.9", "foo_bar-1.9-py3-none-any.whl"), ("foo-bar", "1.10", "foo_bar-1.10-py3-none-any.whl"), ("other", "2.0rc1", "other-2.0rc1-py3-none-any.whl")])
        {
            var wheel = WheelBuilder.Minimal(name.Replace('.', '_').ToLowerInvariant(), version, $"Author: Ann\nKeywords: fast,small\nRequires-Python: >=3.{version.Length}\n");
            using var answer = await host.UploadAsync(new TwineForm(wheel, file, name, version));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [TestCase("name=foo-bar", 2)]
    [TestCase("name=FOO_bar", 2)]
    [TestCase("name=foo", 0)]
    [TestCase("name__in=Foo.Bar,absent", 2)]
    [TestCase("name__in=Other,foo..bar", 3)]
    [TestCase("version=1.10", 1)]
    [TestCase("version__gt=1.9", 2)]
    [TestCase("version__gte=1.9.0", 3)]
    [TestCase("version__lt=2.0", 3)]
    [TestCase("version__lte=1.9", 1)]
    [TestCase("name=foo.bar&version__gt=1.9", 1)]
    [TestCase("filename=foo_bar-1.9-py3-none-any.whl", 1)]
    [TestCase("filename__in=foo_bar-1.9-py3-none-any.whl,foo_bar-1.10-py3-none-any.whl", 2)]
    [TestCase("filename__contains=-1.10-", 1)]
    [TestCase("author=Ann", 3)]
    [TestCase("author__in=Ann,Bob", 3)]
    [TestCase("packagetype=bdist_wheel", 3)]
    [TestCase("packagetype__in=sdist", 0)]
    [TestCase("requires_python=%3E%3D3.3", 1)]
    [TestCase("requires_python__contains=3.4", 1)]
    [TestCase("keywords__contains=small", 3)]
    [TestCase("keywords__in=fast,small", 0)]
    [TestCase("sha256=0000", 0)]
    [TestCase("q=name%3Dfoo.bar AND NOT version%3D1.9", 1)]
    public async Task Packages_are_filtered_as_people_mean_it(string query, int count)
    {
        var (status, page) = await host.RestAsync(HttpMethod.Get, "content/python/packages/?" + query);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), page?.ToJsonString());
        Assert.That((int)page!["count"]!, Is.EqualTo(count), page.ToJsonString());
    }

    [TestCase("version", new[] { "1.9", "1.10", "2.0rc1" })]
    [TestCase("-name,version", new[] { "2.0rc1", "1.9", "1.10" })]
    public async Task Packages_are_ordered_by_version_and_name_as_Python_orders_them(string ordering, string[] versions)
    {
        var (_, page) = await host.RestAsync(HttpMethod.Get, $"content/python/packages/?ordering={ordering}");

        Assert.That(page!["results"]!.AsArray().Select(package => (string?)package!["version"]), Is.EqualTo(versions));
    }

    [Test]
    public async Task A_filter_that_packages_do_not_have_is_refused()
    {
        Assert.That((await host.RestAsync(HttpMethod.Get, "content/python/packages/?colour=red")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }
}
