using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Gives users the token that they put into their ansible.cfg. A user has one: a new one ends the old.
/// </summary>
internal sealed class TokenEndpoints(GalaxyServices services, ApiTokens tokens)
{
    private const string TokenName = "galaxy";

    public async Task CreateAsync(EndpointRequest request)
    {
        var user = RequireUser(request);
        await DropAsync(user, request.Cancellation).ConfigureAwait(false);
        var (_, text) = await tokens.CreateAsync(user, TokenName, [], [], services.Options.TokenLifetime, request.Cancellation).ConfigureAwait(false);
        request.Http.Response.Headers.CacheControl = "no-store";
        await GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("token", text);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task DeleteAsync(EndpointRequest request)
    {
        await DropAsync(RequireUser(request), request.Cancellation).ConfigureAwait(false);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // A login by a token that is limited does not become one without its limits.
    private static long RequireUser(EndpointRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        return request.Caller.Token is { Scopes.Count: > 0 } or { Objects.Count: > 0 }
            ? throw new GalaxyException(GalaxyError.Denied, "A token with limits does not give another token; log in with the password.")
            : request.Caller.User!.Id;
    }

    private Task DropAsync(long userId, CancellationToken cancellationToken) => services.Database.WriteAsync(
        async session =>
        {
            foreach (var token in await session.Access.Tokens.OfUserAsync(userId).ConfigureAwait(false))
            {
                if (token.Name == TokenName)
                    await session.Access.Tokens.DeleteAsync(token.Id).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);
}
