using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.PullThrough;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Tokens;

namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// Decides who may pull, push and delete: by the permissions of the user, and within what the user's token was issued for.
/// </summary>
/// <remarks>What does not exist is answered like what the caller may not see, unless the caller may create it.</remarks>
internal sealed class RegistryAccess
{
    private readonly IAccessEvaluator access;
    private readonly Governors governors;
    private readonly ResourceNames names;
    private readonly PullThroughCaches caches;

    public RegistryAccess(IAccessEvaluator access, Governors governors, ResourceNames names, PullThroughCaches caches)
    {
        this.governors = governors;
        this.access = access;
        this.names = names;
        this.caches = caches;
    }

    /// <summary>Decides whether a user has the permission for an action, whatever a token says.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="name">The name.</param>
    /// <param name="distribution">The distribution; null when there is none at the name.</param>
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<bool> IsPermittedAsync(Caller caller, string name, ContainerDistribution? distribution, string action, CancellationToken cancellationToken)
    {
        if (distribution is null)
        {
            return await governors.MayCreateAsync(caller, PushTargets.NewDistribution(name), cancellationToken).ConfigureAwait(false)
                && await governors.MayCreateAsync(caller, PushRepositories.Describe(name), cancellationToken).ConfigureAwait(false);
        }

        if (action == TokenScope.Pull && !distribution.Private)
            return true;
        var prn = names.PrnOf(distribution);
        return await access.IsAllowedAsync(caller, "container.push_containerdistribution", prn, cancellationToken).ConfigureAwait(false)
            || (action == TokenScope.Pull && await access.IsAllowedAsync(caller, "container.pull_containerdistribution", prn, cancellationToken).ConfigureAwait(false))
            || (action == TokenScope.Pull && await caches.MayPullAsync(caller, distribution, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Decides whether a user may have what is not here fetched from upstream, whatever a token says.</summary>
    public ValueTask<bool> MayPullNewAsync(Caller caller, string name, CancellationToken cancellationToken) => caches.MayPullNewAsync(caller, name, cancellationToken);

    /// <summary>Decides whether a request may have what is not here fetched from upstream.</summary>
    public async ValueTask<bool> MayPullNewAsync(DistributionRequest request) =>
        (request.Http.Features.Get<TokenGrant>() is not { } grant || IsGranted(grant, request.NamedPath, TokenScope.Pull))
        && await caches.MayPullNewAsync(request.Caller, request.NamedPath, request.Cancellation).ConfigureAwait(false);

    /// <summary>Requires that a request may have something new fetched for the name it uses.</summary>
    /// <exception cref="RegistryException">It may not.</exception>
    public async ValueTask RequireNewAsync(DistributionRequest request)
    {
        RejectWrongCredentials(request);
        if (await MayPullNewAsync(request).ConfigureAwait(false))
            return;
        throw request.Caller.IsAnonymous ? new RegistryException(RegistryError.Unauthorized, "Authentication is required.")
            : request.Http.Features.Get<TokenGrant>() is { } grant && !IsGranted(grant, request.NamedPath, TokenScope.Pull)
                ? new RegistryException(RegistryError.InsufficientScope, $"The token was not issued to pull '{request.NamedPath}'.")
                : new RegistryException(RegistryError.Denied, "You do not have the permission to pull what is not here yet.");
    }

    /// <summary>Decides whether a request may do something with the repository it names.</summary>
    /// <param name="request">The request.</param>
    /// <param name="action">The action.</param>
    /// <exception cref="RegistryException">It may not.</exception>
    public async ValueTask RequireAsync(DistributionRequest request, string action)
    {
        RejectWrongCredentials(request);
        var distribution = request.Distribution as ContainerDistribution;
        if (action == TokenScope.Pull && distribution is { Private: false })
            return;
        var grant = request.Http.Features.Get<TokenGrant>();
        if (grant is not null && !IsGranted(grant, request.NamedPath, action))
            throw new RegistryException(RegistryError.InsufficientScope, $"The token was not issued to {action} '{request.NamedPath}'.");
        if (await IsPermittedAsync(request.Caller, request.NamedPath, distribution, action, request.Cancellation).ConfigureAwait(false))
            return;
        throw request.Caller.IsAnonymous
            ? new RegistryException(RegistryError.Unauthorized, "Authentication is required.")
            : new RegistryException(RegistryError.Denied, $"You do not have the permission to {action}.");
    }

    /// <summary>Decides whether a request may push to the repository it names, which may be new.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="RegistryException">It may not, or there can be no such name.</exception>
    public async ValueTask RequirePushAsync(DistributionRequest request)
    {
        await RequireAsync(request, TokenScope.Push).ConfigureAwait(false);
        if (!RepositoryName.TryParse(request.NamedPath, out _))
            throw MalformedName(request);
    }

    /// <summary>Makes the error that the name in the path can be none of a repository.</summary>
    public static RegistryException MalformedName(DistributionRequest request) =>
        new(RegistryError.NameInvalid, "The repository's name is malformed.") { Detail = request.NamedPath };

    /// <summary>Requires a login or a token, be it one that was issued without a login.</summary>
    /// <exception cref="RegistryException">There is none.</exception>
    public static void RequireCredentials(EndpointRequest request)
    {
        RejectWrongCredentials(request);
        if (request.Http.Features.Get<ICallerFeature>() is null)
            throw new RegistryException(RegistryError.Unauthorized, "Authentication is required.");
    }

    /// <summary>Requires that a token, where one was sent, was issued to list repositories.</summary>
    /// <exception cref="RegistryException">It was not.</exception>
    public static void RequireCatalog(EndpointRequest request)
    {
        RejectWrongCredentials(request);
        if (request.Http.Features.Get<TokenGrant>() is { } grant && !grant.Allows(TokenScope.Registry, TokenScope.Catalog, TokenScope.Everything))
            throw new RegistryException(RegistryError.InsufficientScope, "The token was not issued to list repositories.");
    }

    /// <summary>Decides whether the caller of a request may pull from another repository.</summary>
    public async ValueTask<bool> MayPullAsync(EndpointRequest request, ContainerDistribution distribution)
    {
        if (!distribution.Private)
            return true;
        return request.Http.Features.Get<TokenGrant>() is not { } grant || IsGranted(grant, distribution.BasePath, TokenScope.Pull)
            ? await IsPermittedAsync(request.Caller, distribution.BasePath, distribution, TokenScope.Pull, request.Cancellation).ConfigureAwait(false)
            : false;
    }

    // A wrong login is refused also where none is needed: the client would not learn of it otherwise.
    private static void RejectWrongCredentials(EndpointRequest request)
    {
        if (request.Http.Features.Get<ICallerFeature>()?.Refusal is { } refused)
            throw new RegistryException(refused.StatusCode == StatusCodes.Status429TooManyRequests ? RegistryError.TooManyRequests : RegistryError.Unauthorized, refused.Detail);
    }

    private static bool IsGranted(TokenGrant grant, string name, string action) =>
        grant.Allows(TokenScope.Repository, name, action) || (action == TokenScope.Delete && grant.Allows(TokenScope.Repository, name, TokenScope.Push));
}
