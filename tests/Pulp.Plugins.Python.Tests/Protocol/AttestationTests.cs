using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Python.Tests.Support;

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
