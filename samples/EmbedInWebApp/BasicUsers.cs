using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace EmbedInWebApp;

/// <summary>The login the application has anyway; here HTTP Basic with users from the configuration.</summary>
internal sealed class BasicUsers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IConfiguration configuration)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } parameter })
            return Task.FromResult(AuthenticateResult.NoResult());
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(parameter)).Split(':', 2);
        var user = configuration.GetSection($"Users:{pair[0]}");
        if (pair.Length < 2 || user["Password"] is not { } password || pair[1] != password)
            return Task.FromResult(AuthenticateResult.Fail("Wrong user or password."));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, pair[0]), new Claim(ClaimTypes.Role, user["Role"] ?? "reader")], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Basic realm=\"application\"";
        return base.HandleChallengeAsync(properties);
    }
}
