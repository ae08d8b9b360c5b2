using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Storage;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Tests.Protocol;

[TestFixture]
internal sealed class AttestationTests
{
    private static readonly byte[] Wheel = new WheelBuilder().Build();
    private Support.Attestations signer = null!;

    [SetUp]
    public void Begin() => signer = new Support.Attestations();

    [TearDown]
    public void End() => signer.Dispose();

    [Test]
    public async Task Provenance_of_an_attested_upload_is_served_and_linked([Values] bool withTrustRoot)
    {
        await using var host = await IndexHost.StartAsync(services => services.Configure<PythonOptions>(options =>
        {
            if (withTrustRoot)
                options.AttestationTrustRoots.Add(signer.AuthorityPem);
        }));
        await host.CreateIndexAsync();

        var response = await host.UploadAsync(new TwineForm(Wheel).With("attestations", signer.For(Wheel)));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        using var page = JsonDocument.Parse(await (await host.GetAsync("pypi/main/simple/demo-pkg/", "application/vnd.pypi.simple.v1+json")).Content.ReadAsStringAsync());
        using var provenance = JsonDocument.Parse(await host.Client.GetStringAsync(page.RootElement.GetProperty("files")[0].GetProperty("provenance").GetString()));
        var bundle = provenance.RootElement.GetProperty("attestation_bundles")[0];
        Assert.That(bundle.GetProperty("publisher").GetProperty("kind").GetString(), Is.EqualTo("Pulp User"));
        Assert.That(bundle.GetProperty("attestations").GetArrayLength(), Is.EqualTo(1));
    }

    [TestCase("{\"version\":1,\"attestation_bundles\":[{\"publisher\":{\"kind\":\"GitHub\"},\"attestations\":@}]}", null)]
    [TestCase("{\"version\":1,\"attestation_bundles\":[{\"publisher\":{\"kind\":\"GitHub\"},\"attestations\":@}]}", null, true)]
    [TestCase("{\"version\":1,\"attestation_bundles\":[]}", "file")]
    [TestCase("{\"version\":1,\"attestation_bundles\":[{\"publisher\":{},\"attestations\":[{}]}]}", "attestations")]
    [TestCase("[", "file")]
    public async Task A_provenance_object_can_be_given_to_a_package_that_is_here(string provenance, string? refusedField, bool byDigest = false)
    {
        await using var host = await IndexHost.StartAsync();
        var (repository, _) = await host.CreateIndexAsync();
        await host.UploadAsync(new TwineForm(Wheel));
        var catalog = host.Services.GetRequiredService<PulpCatalog>();
        var packages = await host.Database.ReadAsync(session => session.Contents.QueryAsync(catalog.ContentTypeOf(typeof(PythonPackage)), repository.DomainId, new Queries.Query()));
        var uploads = host.Services.GetRequiredService<ContentUploads>();
        var bytes = Encoding.UTF8.GetBytes(provenance.Replace("@", signer.For(Wheel), StringComparison.Ordinal));
        using var stream = new MemoryStream(bytes);
        var staged = await host.Services.GetRequiredService<IArtifactStorage>().StageAsync(stream, uploads.StagingOptions);
        var request = new ContentUploadRequest
        {
            RepositoryId = repository.Id,
            Fields = new Dictionary<string, JsonElement>
            {
                [byDigest ? "package_sha256" : "package"] = JsonSerializer.SerializeToElement(
                    byDigest ? IndexHost.Sha256Of(Wheel).ToUpperInvariant() : $"/pulp/api/v3/content/python/packages/{packages.Items[0].Id}/"),
            },
        };

        Task<UploadOutcome> Upload() => uploads.CreateAsync(catalog.ContentTypeOf(typeof(PackageProvenance)), staged, request);

        if (refusedField is not null)
        {
            Assert.That(Upload, Throws.InstanceOf<ContentRefusedException>().With.Property("Field").EqualTo(refusedField));
            return;
        }

        await Upload();
        Assert.That((await host.GetAsync($"pypi/main/integrity/demo-pkg/1.2.0/{WheelBuilder.FileName}/provenance/")).IsSuccessStatusCode, Is.True);
    }

    [Test]
    public async Task Attestations_and_provenance_objects_are_sent_and_found_through_the_REST_API()
    {
        await using var host = await IndexHost.StartAsync();
        var (repository, _) = await host.CreateIndexAsync();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Wheel), "file", WheelBuilder.FileName },
            { new StringContent(WheelBuilder.FileName), "relative_path" },
            { new StringContent(IndexHost.HrefOf(repository)), "repository" },
            { new StringContent(signer.For(Wheel)), "attestations" },
        };
        var task = await host.TaskAsync(HttpMethod.Post, "content/python/packages/", form);
        Assert.That(task.Error, Is.Null);
        Assert.That(task.CreatedResources.Select(prn => prn.Split(':')[1]), Is.EqualTo(new[] { "core.repositoryversion", "python.pythonpackagecontent", "python.packageprovenance" }));
        var package = (string)(await host.RestAsync(HttpMethod.Get, "content/python/packages/")).Body!["results"]![0]!["pulp_href"]!;

        var found = (await host.RestAsync(HttpMethod.Get, $"content/python/provenance/?package={package}")).Body!;
        Assert.That((int)found["count"]!, Is.EqualTo(1));
        Assert.That((string?)found["results"]![0]!["package"], Is.EqualTo(package));
        Assert.That((await host.RestAsync(HttpMethod.Get, "content/python/provenance/?package=/pulp/api/v3/content/python/packages/01a1f99c-7daa-7000-a656-e28867e24775/")).Body!["count"]!.GetValue<int>(), Is.Zero);

        using var provenance = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"version":1,"attestation_bundles":[{"publisher":{"kind":"GitHub"},"attestations":{{signer.For(Wheel)}}}]}""")), "file", "provenance.json" },
            { new StringContent(package), "package" },
            { new StringContent("false"), "verify" },
        };
        Assert.That((await host.TaskAsync(HttpMethod.Post, "content/python/provenance/", provenance)).Error, Is.Null);
        Assert.That((await host.RestAsync(HttpMethod.Get, $"content/python/provenance/?package__in={package}")).Body!["count"]!.GetValue<int>(), Is.EqualTo(2));
    }

    [TestCase("[{}]")]
    [TestCase("\"[\"")]
    public async Task Attestations_that_are_none_are_refused_as_their_field(string attestations)
    {
        await using var host = await IndexHost.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Wheel), "file", WheelBuilder.FileName },
            { new StringContent(WheelBuilder.FileName), "relative_path" },
            { new StringContent(attestations), "attestations" },
        };

        var (status, answer) = await host.RestAsync(HttpMethod.Post, "content/python/packages/upload/", form);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), answer?.ToJsonString());
        Assert.That(answer!["attestations"], Is.Not.Null);
    }

    [TestCase("/etc/pulp/authorities.pem", "There is no certificate in it")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "is broken or cut off")]
    public void What_is_no_authority_stops_the_start_and_does_not_mean_that_all_are_trusted(string authority, string problem) =>
        Assert.That(
            async () => await (await IndexHost.StartAsync(services => services.Configure<PythonOptions>(options => options.AttestationTrustRoots.Add(authority)))).DisposeAsync(),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("AttestationTrustRoots").And.Message.Contains(problem));

    [Test]
    public async Task An_attestation_that_does_not_hold_keeps_the_file_out()
    {
        using var other = new Support.Attestations();
        await using var host = await IndexHost.StartAsync(services => services.Configure<PythonOptions>(options => options.AttestationTrustRoots.Add(signer.AuthorityPem)));
        var (repository, _) = await host.CreateIndexAsync();
        var bad = new Dictionary<string, string>
        {
            ["another file's digest"] = signer.For([1, 2, 3]),
            ["another file's name"] = signer.For(Wheel, "other-1.0-py3-none-any.whl"),
            ["unknown predicate"] = signer.For(Wheel, predicateType: "https://example.org/v1"),
            ["signature over something else"] = signer.For(Wheel, signed: [1]),
            ["unknown authority"] = other.For(Wheel),
        };

        foreach (var (name, attestations) in bad)
        {
            var response = await host.UploadAsync(new TwineForm(Wheel).With("attestations", attestations));
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), name);
            Assert.That(response.ReasonPhrase, Does.StartWith("Invalid attestations"), name);
        }

        Assert.That(await host.CountFilesAsync(repository.Id), Is.Zero);
    }
}
