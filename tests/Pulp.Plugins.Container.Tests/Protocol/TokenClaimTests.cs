using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Plugins.Container.Tokens;
using Pulp.Testing.Time;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class TokenClaimTests : RegistryTest
{
    private readonly ManualTimeProvider time = new();

    private protected override async Task<RegistryHost> StartAsync()
    {
        var host = await RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        await host.CreateRepositoryAsync("claims/closed", isPrivate: true);
        return host;
    }

    // Tokens signed with the own key, of which one claim differs: by seconds from now where it is a time.
    [TestCase("aud", "pulp", 200)]
    [TestCase("aud", "other.example", 401)]
    [TestCase("aud", "", 401)]
    [TestCase("sub", "admin", 200)]
    [TestCase("sub", "nobody", 401)]
    [TestCase("mark", "", 401)]
    [TestCase("mark", "of another password", 401)]
    [TestCase("exp", "60", 200)]
    [TestCase("exp", "1", 200)]
    [TestCase("exp", "0", 401)]
    [TestCase("exp", "-1", 401)]
    [TestCase("nbf", "-3600", 200)]
    [TestCase("nbf", "29", 200)]
    [TestCase("nbf", "61", 401)]
    [TestCase("nbf", "3600", 401)]
    [TestCase("iat", "29", 200)]
    [TestCase("iat", "61", 401)]
    public async Task A_claim_decides(string name, string value, int status)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var admin = await Host.Database.ReadAsync(session => session.Access.Users.FindAsync("admin"));
        var token = Host.Services.GetRequiredService<JsonWebToken>().Write(writer =>
        {
            writer.WriteString("iss", "https://pulp.example/token/");
            WriteText(writer, "sub", "admin");
            WriteText(writer, "aud", "pulp");
            WriteTime(writer, "exp", 300);
            WriteTime(writer, "nbf", 0);
            WriteTime(writer, "iat", 0);
            writer.WriteString("jti", Guid.NewGuid());
            WriteText(writer, "mark", RegistryTokens.MarkOf(admin!));
            writer.WriteStartArray("access");
            writer.WriteStartObject();
            writer.WriteString("type", "repository");
            writer.WriteString("name", "claims/closed");
            writer.WriteStartArray("actions");
            writer.WriteStringValue("pull");
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
        });
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/claims/closed/tags/list", bearer: token), status, status == 401 ? "UNAUTHORIZED" : null);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: token), status);

        void WriteText(Utf8JsonWriter writer, string claim, string usual) => writer.WriteString(claim, claim == name ? value : usual);

        void WriteTime(Utf8JsonWriter writer, string claim, int usual) =>
            writer.WriteNumber(claim, now + (claim == name ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : usual));
    }

    [Test]
    public async Task A_token_of_another_installation_is_refused()
    {
        await using var other = await RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var token = (await other.GetJsonAsync("token/?service=pulp&scope=repository:claims/closed:pull")).GetProperty("token").GetString();
        await AssertAsync(await other.SendAsync(HttpMethod.Get, "v2/", bearer: token), 200);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: token), 401, "UNAUTHORIZED");
    }

    [Test]
    public async Task A_token_is_issued_for_the_service_that_is_configured_whatever_the_server_is_called()
    {
        using var answer = await Host.SendAsync(HttpMethod.Get, "v2/", user: null, headers: ("Host", "attacker.example"));
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Does.Contain("service=\"pulp\""));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "token/?service=attacker.example", headers: ("Host", "attacker.example")), 400, "UNSUPPORTED");
    }
}
