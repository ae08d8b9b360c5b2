using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Tests.Models;

[TestFixture]
internal sealed class PackageDocumentTests
{
    private static readonly PythonPackage Plain = new() { Filename = "demo-1.0.tar.gz", Sha256 = new string('a', 64), Name = "demo", Version = "1.0", Packagetype = "sdist" };
    private static readonly PythonPackage Full = Plain with
    {
        Author = "someone",
        RequiresPython = ">=3.8",
        MetadataSha256 = new string('b', 64),
        Classifiers = ["Programming Language :: Python"],
        ProjectUrls = new Dictionary<string, string> { ["Home"] = "https://example.org" },
        UploadTime = DateTimeOffset.UnixEpoch,
        Size = 3,
    };

    private ServiceProvider services = null!;
    private ContentType type = null!;

    [OneTimeSetUp]
    public void Create()
    {
        var collection = new ServiceCollection();
        collection.AddPulp().AddPlugin<PythonPlugin>();
        services = collection.BuildServiceProvider();
        type = services.GetRequiredService<PulpCatalog>().ContentTypeOf(typeof(PythonPackage));
    }

    [OneTimeTearDown]
    public void Dispose() => services.Dispose();

    [Test]
    public void A_document_leaves_out_what_a_new_unit_has_anyway_but_no_field_that_queries_look_at()
    {
        var fields = JsonNode.Parse(type.WriteDocument(Plain))!.AsObject().Select(field => field.Key);

        Assert.That(fields, Is.EquivalentTo(new[] { "filename", "sha256", "name", "version", "packagetype", "author", "requires_python", "keywords" }));
    }

    [TestCaseSource(nameof(Packages))]
    public void A_package_comes_back_from_its_document_as_it_was(PythonPackage package)
    {
        var document = type.WriteDocument(package);
        var read = (PythonPackage)type.ReadDocument(document, type.SchemaNumber, default);

        Assert.That(read, Is.EqualTo(package with { Created = default, LastUpdated = default }).UsingPropertiesComparer());
        Assert.That(type.WriteDocument(read), Is.EqualTo(document));
    }

    private static IEnumerable<PythonPackage> Packages() => [Plain, Full, Plain with { Size = -1, Description = "text" }];
}
