using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Ansible;

/// <summary>
/// The worked examples of docs/ansible-hub.md: collections are promoted from repository to repository, signed, rolled back and approved.
/// </summary>
[TestFixture]
[Category("RealClients")]
public sealed class HubTests
{
    private TemporaryFolder folder = null!;
    private Gpg gpg = null!;
    private string keyring = null!;
    private JsonNode service = null!;

    [SetUp]
    public async Task RegisterService()
    {
        Prerequisite.Require(Prerequisite.AnsibleGalaxy, Prerequisite.Gpg, Prerequisite.Gpgv);
        folder = new TemporaryFolder();
        gpg = new Gpg(folder);
        var fingerprint = await gpg.CreateKeyAsync();
        keyring = await gpg.WriteKeyringAsync();
        (await PulpAsync("signing-service", "add", "collections", gpg.WriteDetachedScript(fingerprint), gpg.PublicKey)).Succeeded();
        service = (await Host.Api.GetAsync("signing-services/?name=collections"))["results"]![0]!;
    }

    [TearDown]
    public async Task RemoveService()
    {
        await PulpAsync("signing-service", "remove", "collections");
        await gpg.StopAsync();
        folder.Dispose();
    }

    [Test]
    public async Task A_collection_goes_from_dev_over_test_to_prod_is_signed_there_and_rolled_back()
    {
        var (dev, test, prod) = (await Galaxies.CreateAsync(Host, "hub-dev"), await Galaxies.CreateAsync(Host, "hub-test"), await Galaxies.CreateAsync(Host, "hub-prod"));
        using var publisher = AnsibleClient.WithPassword(Galaxies.AddressOf(Host, "hub-dev"), "admin", Host.Password);
        var first = await PromoteAsync(publisher, dev, test, prod, "1.0.0");
        using var user = new AnsibleClient(Galaxies.AddressOf(Host, "hub-prod"));
        (await InstallAsync(user, "acme.app")).Succeeded();
        Assert.That(user.Installed("acme", "app"), Is.EqualTo("1.0.0"));
        (await user.RunAsync("collection", "verify", "acme.app", "--keyring", keyring)).Succeeded();

        await PromoteAsync(publisher, dev, test, prod, "1.1.0");
        (await InstallAsync(user, "acme.app", "--upgrade")).Succeeded();
        Assert.That(user.Installed("acme", "app"), Is.EqualTo("1.1.0"));

        await Host.Api.PromoteAsync(prod, first);
        using var late = new AnsibleClient(Galaxies.AddressOf(Host, "hub-prod"));
        (await InstallAsync(late, "acme.app")).Succeeded();
        Assert.That(late.Installed("acme", "app"), Is.EqualTo("1.0.0"));

        using var tester = new AnsibleClient(Galaxies.AddressOf(Host, "hub-test"));
        var unsigned = await InstallAsync(tester, "acme.app");
        Assert.That(unsigned.ExitCode, Is.Not.Zero, "What is not signed is not installed where a signature is required.");
        (await tester.RunAsync("collection", "install", "acme.app")).Succeeded();
        Assert.That(tester.Installed("acme", "app"), Is.EqualTo("1.1.0"));
    }

    [Test]
    public async Task A_collection_is_installed_after_it_was_approved_and_signed()
    {
        var staging = await Galaxies.CreateAsync(Host, "hub-staging");
        var published = await Galaxies.CreateAsync(Host, "hub-published");
        await Host.Api.RunAsync(HttpMethod.Patch, PulpApi.Href(published), new { staging_repository = PulpApi.Href(staging), approval_signing_service = PulpApi.Href(service), approval_requires_signature = true });
        using var publisher = AnsibleClient.WithPassword(Galaxies.AddressOf(Host, "hub-published"), "admin", Host.Password);
        (await publisher.RunAsync("collection", "publish", await publisher.BuildAsync("acme", "approved", "1.0.0"))).Succeeded();
        using var user = new AnsibleClient(Galaxies.AddressOf(Host, "hub-published"));
        Assert.That((await InstallAsync(user, "acme.approved")).ExitCode, Is.Not.Zero);

        await Host.Api.RunAsync(HttpMethod.Post, PulpApi.Href(published) + "approve/", new { collection_versions = new[] { await UnitAsync("approved", "1.0.0") } });

        (await InstallAsync(user, "acme.approved")).Succeeded();
        Assert.That(user.Installed("acme", "approved"), Is.EqualTo("1.0.0"));
    }

    private async Task<string> PromoteAsync(AnsibleClient publisher, JsonNode dev, JsonNode test, JsonNode prod, string version)
    {
        (await publisher.RunAsync("collection", "publish", await publisher.BuildAsync("acme", "app", version))).Succeeded();
        var unit = await UnitAsync("app", version);
        await Host.Api.RunAsync(HttpMethod.Post, PulpApi.Href(dev) + "copy_collection_version/", new { collection_versions = new[] { unit }, destination_repositories = new[] { PulpApi.Href(test) } });
        await Host.Api.RunAsync(
            HttpMethod.Post, PulpApi.Href(test) + "copy_collection_version/", new { collection_versions = new[] { unit }, destination_repositories = new[] { PulpApi.Href(prod) }, signing_service = PulpApi.Href(service) });
        return await Host.Api.LatestVersionAsync(prod);
    }

    private static async Task<string> UnitAsync(string name, string version) =>
        PulpApi.Href((await Host.Api.GetAsync($"content/ansible/collection_versions/?namespace=acme&name={name}&version={version}"))["results"]![0]!);

    private Task<ToolResult> InstallAsync(AnsibleClient client, string collection, params string[] options) =>
        client.RunAsync(["collection", "install", collection, .. options, "--keyring", keyring, "--required-valid-signature-count", "+1"]);

    private Task<ToolResult> PulpAsync(params string[] arguments) => Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", Host.Data], folder.Path);
}
