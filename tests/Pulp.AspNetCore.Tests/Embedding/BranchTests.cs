using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pulp.AspNetCore.Api.Service;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.AspNetCore.Tests.Embedding;

/// <summary>Pulp below a path of an application that has endpoints and users of its own.</summary>
internal sealed class BranchTests
{
    private const string Base = "/packages";
    private const string Repositories = Base + "/pulp/api/v3/repositories/notes/notes/";
    private string folder = null!;
    private WebApplication app = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = Directory.CreateTempSubdirectory("pulp-branch-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication("Badge").AddScheme<AuthenticationSchemeOptions, Badges>("Badge", configureOptions: null);
        builder.Services.AddAuthorization();
        builder.Services.AddHealthChecks().AddPulp();
        builder.Services.AddPulp(options => options.PathBase = Base).UseFolder(folder).AddPlugin<NotesPlugin>().AddWeb().AddHostUsers(options => options.AdministratorRole = "boss");
        app = builder.Build();
        app.UseAuthentication();
        app.UsePulpBranch();
        app.MapGet("/mine", (ClaimsPrincipal user) => user.Identity!.Name);
        app.MapHealthChecks("/health");
        await app.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task The_application_keeps_its_own_paths()
    {
        Assert.That((await SendAsync(HttpMethod.Get, "/mine", "ann")).Text, Is.EqualTo("ann"));
        Assert.That((await SendAsync(HttpMethod.Get, "/pulp/api/v3/status/")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await SendAsync(HttpMethod.Get, Base + "/mine")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await SendAsync(HttpMethod.Get, Base + "/pulp/api/v3/status/")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Addresses_lead_back_below_the_path()
    {
        var repository = (await SendAsync(HttpMethod.Post, Repositories, "chief:boss", new { name = "addresses" })).Json;
        var href = repository.GetProperty("pulp_href").GetString()!;
        Assert.That(href, Does.StartWith(Repositories));
        Assert.That((await SendAsync(HttpMethod.Get, href, "chief:boss")).Json.GetProperty("name").GetString(), Is.EqualTo("addresses"));

        var distribution = await CompletedAsync(await SendAsync(HttpMethod.Post, Base + "/pulp/api/v3/distributions/notes/notes/", "chief:boss", new { name = "addresses", base_path = "addresses", repository = href }));
        var url = distribution.GetProperty("base_url").GetString()!;
        Assert.That(url, Is.EqualTo($"{client.BaseAddress}packages/notes/addresses/"));
        Assert.That((await SendAsync(HttpMethod.Get, Base + "/pulp/content/addresses/")).Status, Is.EqualTo(HttpStatusCode.OK));

        await SendAsync(HttpMethod.Post, Repositories, "chief:boss", new { name = "second" });
        var next = (await SendAsync(HttpMethod.Get, Repositories + "?limit=1", "chief:boss")).Json.GetProperty("next").GetString()!;
        Assert.That(new Uri(next).AbsolutePath, Is.EqualTo(Repositories));
        Assert.That((await SendAsync(HttpMethod.Get, next, "chief:boss")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Users_of_the_application_are_users_of_Pulp_with_the_roles_they_have_there()
    {
        Assert.That((await SendAsync(HttpMethod.Post, Repositories, "nobody", new { name = "users" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await SendAsync(HttpMethod.Post, Repositories, login: null, new { name = "users" })).Status, Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That((await SendAsync(HttpMethod.Post, Repositories, "chief:boss", new { name = "users" })).Status, Is.EqualTo(HttpStatusCode.Created));
        var users = (await SendAsync(HttpMethod.Get, Base + "/pulp/api/v3/users/?username=nobody", "chief:boss")).Json.GetProperty("results");
        Assert.That(users.GetArrayLength(), Is.EqualTo(1));
        await SendAsync(HttpMethod.Post, users[0].GetProperty("pulp_href").GetString() + "roles/", "chief:boss", new { role = "notes.notesrepository_creator", content_object = (string?)null });
        Assert.That((await SendAsync(HttpMethod.Post, Repositories, "nobody", new { name = "users too" })).Status, Is.EqualTo(HttpStatusCode.Created));

        await SendAsync(HttpMethod.Patch, users[0].GetProperty("pulp_href").GetString()!, "chief:boss", new { is_active = false });
        Assert.That((await SendAsync(HttpMethod.Get, Repositories, "nobody")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase(PluginState.Refused)]
    [TestCase(PluginState.Malfunctioned)]
    [TestCase(PluginState.Missing)]
    public async Task The_health_of_Pulp_is_part_of_the_applications_own(PluginState state)
    {
        Assert.That((await SendAsync(HttpMethod.Get, "/health")).Text, Is.EqualTo("Healthy"));

        var services = new ServiceCollection();
        services.AddPulp();
        services.AddSingleton(new PluginStatus { Label = "rpm", State = state, Reason = "built for another contract" });
        await using var provider = services.BuildServiceProvider();
        var check = new PulpHealthCheck(app.Services.GetRequiredService<IPulpDatabase>(), app.Services.GetRequiredService<IArtifactStorage>(), provider.GetRequiredService<PluginCatalog>());
        var result = await check.CheckHealthAsync(new HealthCheckContext());
        Assert.That((result.Status, result.Description), Is.EqualTo((HealthStatus.Degraded, "Left out: rpm: built for another contract")));
    }

    [Test]
    public void A_branch_without_a_path_is_refused_with_the_way_out()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddPulp().AddWeb();
        Assert.That(() => builder.Build().UsePulpBranch(), Throws.InvalidOperationException.With.Message.Contain("PathBase"));
    }

    private async Task<JsonElement> CompletedAsync((HttpStatusCode Status, string Text) answer)
    {
        var task = await SendAsync(HttpMethod.Get, answer.Json.GetProperty("task").GetString()!, "chief:boss");
        Assert.That(task.Json.GetProperty("state").GetString(), Is.EqualTo("completed"), task.Text);
        return (await SendAsync(HttpMethod.Get, task.Json.GetProperty("created_resources")[0].GetString()!, "chief:boss")).Json;
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, string? login = null, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (login is not null)
            request.Headers.Add("X-Badge", login);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // The login of the application: a header with the user's name, and roles after colons.
    private sealed class Badges(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Badge"] is not [{ } badge])
                return Task.FromResult(AuthenticateResult.NoResult());
            var parts = badge.Split(':');
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, parts[0]), .. parts[1..].Select(role => new Claim(ClaimTypes.Role, role))], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
        }
    }
}

file static class Answers
{
    extension((HttpStatusCode Status, string Text) answer)
    {
        public JsonElement Json => JsonDocument.Parse(answer.Text).RootElement;
    }
}
