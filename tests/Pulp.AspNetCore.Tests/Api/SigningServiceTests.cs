using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Resources;
using Pulp.Signing;

namespace Pulp.AspNetCore.Tests.Api;

[TestFixture]
internal sealed class SigningServiceTests
{
    private ApiHost host = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        host = await ApiHost.StartAsync(new NotesPlugin());
        foreach (var name in new[] { "one", "two" })
            await host.Services.GetRequiredService<ResourceChanges>().CreateAsync(new SigningService { Name = name, Script = $"/srv/{name}.sh", PublicKey = "KEY", PubkeyFingerprint = "AB12", Kind = DetachedSigning.KindName });
    }

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task Signing_services_are_listed_filtered_and_shown_with_Pulps_fields()
    {
        var listed = (await host.Admin.GetAsync("signing-services/?ordering=name")).Json["results"]!.AsArray();
        Assert.That(listed.Select(service => (string?)service!["name"]), Is.EqualTo(new[] { "one", "two" }));
        var found = (await host.Admin.GetAsync("signing-services/?name=two")).Json["results"]!.AsArray().Single()!;
        Assert.That(found.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "public_key", "pubkey_fingerprint", "script" }));
        Assert.That((string?)found["pulp_href"], Does.StartWith("/pulp/api/v3/signing-services/"));
        Assert.That((string?)found["prn"], Does.StartWith("prn:core.signingservice:"));
        Assert.That((await host.Admin.GetAsync((string)found["pulp_href"]!)).Json.ToJsonString(), Is.EqualTo(found.ToJsonString()));
    }

    [Test]
    public async Task They_cannot_be_made_changed_or_deleted_by_REST()
    {
        var href = (string)(await host.Admin.GetAsync("signing-services/?name=one")).Json["results"]![0]!["pulp_href"]!;
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/pulp/api/v3/signing-services/"), (HttpMethod.Put, href), (HttpMethod.Patch, href), (HttpMethod.Delete, href) })
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            using var answer = await host.Admin.Http.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed), $"{method} {path}");
        }
    }

    [Test]
    public async Task Who_may_see_none_sees_none()
    {
        using var stranger = await host.UserAsync("unsigned");
        Assert.That((int)(await stranger.GetAsync("signing-services/")).Json["count"]!, Is.Zero);
        using var viewer = await host.UserAsync("signer", "core.signingservice_viewer");
        Assert.That((int)(await viewer.GetAsync("signing-services/")).Json["count"]!, Is.EqualTo(2));
    }
}
