using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tokens;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Issues tokens, as the Docker registry's token authentication asks for them: by GET with HTTP Basic or nothing, and by POST as OAuth 2 does.
/// </summary>
internal sealed class TokenEndpoints
{
    private const int MaximumForm = 64 * 1024;
    private readonly RegistryTokens tokens;
    private readonly Challenges challenges;
    private readonly RegistryAccess access;
    private readonly Logins logins;
    private readonly DistributionTable distributions;
    private readonly TimeProvider time;

    public TokenEndpoints(RegistryTokens tokens, Challenges challenges, RegistryAccess access, Logins logins, DistributionTable distributions, TimeProvider time)
    {
        this.tokens = tokens;
        this.challenges = challenges;
        this.access = access;
        this.logins = logins;
        this.distributions = distributions;
        this.time = time;
    }

    public Task AnswerAsync(EndpointRequest request) => HttpMethods.IsPost(request.Http.Request.Method) ? PostAsync(request) : GetAsync(request);

    private Task GetAsync(EndpointRequest request)
    {
        if (request.Http.Features.Get<ICallerFeature>()?.Refusal is { } refused)
            throw Refused(refused.StatusCode, refused.Detail);
        var query = request.Http.Request.Query;
        RequireService(query["service"].ToString());
        return IssueAsync(request, request.Caller, query["scope"]!, query["offline_token"].ToString() is "true" or "1");
    }

    private async Task PostAsync(EndpointRequest request)
    {
        var http = request.Http;
        var form = await ReadFormAsync(http.Request, request.Cancellation).ConfigureAwait(false)
            ?? throw new RegistryException(RegistryError.BadRequest, "A token is asked for with a form of at most 64 KiB.");
        RequireService(form["service"].ToString());
        var caller = form["grant_type"].ToString() switch
        {
            "password" => await LoginAsync(request, form["username"].ToString(), form["password"].ToString()).ConfigureAwait(false),
            "refresh_token" when await tokens.FindUserAsync(form["refresh_token"].ToString(), request.Cancellation).ConfigureAwait(false) is { } user => new Caller(user),
            "refresh_token" => throw Refused(StatusCodes.Status401Unauthorized, "The refresh token is not valid any more."),
            _ => throw new RegistryException(RegistryError.BadRequest, "The grant type is neither password nor refresh_token."),
        };
        var isOffline = form["access_type"].ToString() == "offline" || form["grant_type"].ToString() == "refresh_token";
        await IssueAsync(request, caller, form["scope"]!, isOffline).ConfigureAwait(false);
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType || request.ContentLength is not (> 0 and <= MaximumForm))
            return null;
        try
        {
            return await request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            // The one is thrown for what is no form, the other for one that ends too early.
            return null;
        }
    }

    private static RegistryException Refused(int statusCode, string detail) =>
        new(statusCode == StatusCodes.Status429TooManyRequests ? RegistryError.TooManyRequests : RegistryError.Unauthorized, detail);

    // A token names the configured service, whatever the client calls the server.
    private void RequireService(string service)
    {
        if (service != tokens.Service)
            throw new RegistryException(RegistryError.BadRequest, $"Tokens are issued for the service '{tokens.Service}' alone.");
    }

    private async Task<Caller> LoginAsync(EndpointRequest request, string username, string password)
    {
        var address = request.Http.Connection.RemoteIpAddress?.ToString() ?? "";
        return await logins.LoginAsync(username, password, address, request.Cancellation).ConfigureAwait(false) switch
        {
            LoginOutcome.Accepted accepted => accepted.Caller,
            LoginOutcome.TooManyFailures barred => throw new RegistryException(RegistryError.TooManyRequests, "Too many failed logins; try again later.") { RetryAfter = barred.RetryAfter },
            _ => throw Refused(StatusCodes.Status401Unauthorized, "Invalid username/password."),
        };
    }

    private async Task IssueAsync(EndpointRequest request, Caller caller, IEnumerable<string?> wanted, bool isOffline)
    {
        var now = time.GetUtcNow();
        var granted = new List<TokenScope>();
        foreach (var scope in TokenScope.Parse(wanted))
            granted.Add(scope with { Actions = await NarrowAsync(caller, scope, request.Cancellation).ConfigureAwait(false) });
        var issuer = challenges.RealmOf(request.Http.Request);
        var token = tokens.Issue(issuer, caller.User, granted, now);
        request.Http.Response.Headers.CacheControl = "no-store";
        await RegistryAnswers.WriteJsonAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("token", token);
            writer.WriteString("access_token", token);
            writer.WriteNumber("expires_in", (long)tokens.Lifetime.TotalSeconds);
            writer.WriteString("issued_at", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            writer.WriteString("scope", string.Join(' ', granted.Select(scope => $"{scope.Type}:{scope.Name}:{string.Join(',', scope.Actions)}")));
            // A login by an API token, which may be limited, does not become one without its limits.
            if (isOffline && caller is { User: { } user, Token: null })
                writer.WriteString("refresh_token", tokens.IssueRefresh(issuer, user, now));
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> NarrowAsync(Caller caller, TokenScope scope, CancellationToken cancellationToken)
    {
        if (scope is { Type: TokenScope.Registry, Name: TokenScope.Catalog })
            return caller.Token is { Scopes.Count: > 0 } or { Objects.Count: > 0 } ? [] : [TokenScope.Everything];
        if (scope.Type != TokenScope.Repository)
            return [];
        var distribution = distributions.TryGet(Domain.DefaultId, scope.Name, out var found) ? found as ContainerDistribution : null;
        var actions = new List<string>();
        foreach (var action in new[] { TokenScope.Pull, TokenScope.Push, TokenScope.Delete })
        {
            if ((scope.Actions.Contains(action) || scope.Actions.Contains(TokenScope.Everything) || (action == TokenScope.Pull && scope.Actions.Contains(TokenScope.Push)))
                && (await access.IsPermittedAsync(caller, scope.Name, distribution, action, cancellationToken).ConfigureAwait(false)
                    || (action == TokenScope.Pull && await access.MayPullNewAsync(caller, scope.Name, cancellationToken).ConfigureAwait(false))))
                actions.Add(action);
        }

        return actions;
    }
}
