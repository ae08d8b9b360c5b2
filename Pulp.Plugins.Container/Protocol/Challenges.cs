using Microsoft.AspNetCore.Http;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Tokens;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Tells clients where to get a token for what they asked (the Docker registry's token authentication).
/// </summary>
internal sealed class Challenges
{
    public const string TokenPath = "/token/";
    private readonly RegistryTokens tokens;
    private readonly string? origin;
    private readonly bool withTokens;

    public Challenges(RegistryTokens tokens, string? origin, bool withTokens)
    {
        this.withTokens = withTokens;
        this.tokens = tokens;
        this.origin = origin?.TrimEnd('/');
    }

    /// <summary>Gets the address of the token service as the client of a request reaches it.</summary>
    public string RealmOf(HttpRequest request) => $"{origin ?? $"{request.Scheme}://{request.Host}"}{TokenPath}";

    /// <summary>Refuses a request for want of a login that suffices.</summary>
    /// <param name="http">The request.</param>
    /// <param name="error">The error.</param>
    /// <param name="message">What is wrong, in words.</param>
    public Task WriteAsync(HttpContext http, RegistryError error, string message)
    {
        if (error.StatusCode == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = ChallengeOf(http.Request, error);
        return RegistryAnswers.WriteErrorAsync(http, error, message);
    }

    private static string? ScopeOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (path == RegistryEndpointPaths.Catalog)
            return $"{TokenScope.Registry}:{TokenScope.Catalog}:*";
        // What is put between quotes must not end them.
        if (!RepositoryName.TryParse(RegistryPath.NameOf(path), out var name))
            return null;
        // Who asks how far an upload is, is pushing.
        var isReading = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !path.Contains("/blobs/uploads/", StringComparison.Ordinal);
        var scope = $"{TokenScope.Repository}:{name}:{TokenScope.Pull}{(isReading ? "" : "," + TokenScope.Push)}";
        return RepositoryName.TryParse(request.Query["from"], out var source) ? $"{scope} {TokenScope.Repository}:{source}:{TokenScope.Pull}" : scope;
    }

    private string ChallengeOf(HttpRequest request, RegistryError error)
    {
        if (!withTokens || (request.Path.Value ?? "").StartsWith(RegistryEndpointPaths.Token, StringComparison.Ordinal))
            return "Basic realm=\"pulp\"";
        var scope = ScopeOf(request) is { } wanted ? $",scope=\"{wanted}\"" : "";
        var reason = error == RegistryError.InsufficientScope ? ",error=\"insufficient_scope\""
            : request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? ",error=\"invalid_token\""
            : "";
        return $"Bearer realm=\"{RealmOf(request)}\",service=\"{tokens.Service}\"{scope}{reason}";
    }
}
