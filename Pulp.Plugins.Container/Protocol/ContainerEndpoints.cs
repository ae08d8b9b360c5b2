using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.PullThrough;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tokens;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Serves the OCI distribution specification below <c>/v2/</c>, and the token service that its clients know.
/// </summary>
/// <remarks>Each endpoint decides by itself who may call it, because that depends on the distribution and on the token; a refusal is the challenge clients expect.</remarks>
internal sealed class ContainerEndpoints : PluginEndpoints
{
    private readonly Challenges challenges;
    private readonly CallerTokens callers;
    private readonly PullThroughEndpoints pull;
    private readonly DiscoveryEndpoints discovery;
    private readonly UploadEndpoints uploads;
    private readonly ManifestEndpoints manifests;
    private readonly SignatureEndpoints signatures;
    private readonly TokenEndpoints tokens;
    private readonly bool withTokens;

    public ContainerEndpoints(
        RegistryServices services, IAccessEvaluator evaluator, Logins logins, DistributionTable distributions, IOptions<PulpOptions> pulp, IOptions<ContainerOptions> options)
    {
        withTokens = options.Value.TokenAuthentication;
        var access = new RegistryAccess(evaluator, services.Governors, services.Names, services.Caches);
        challenges = new Challenges(services.Tokens, pulp.Value.ContentOrigin, withTokens);
        callers = new CallerTokens(services.Tokens, services.Database, services.Time, withTokens);
        pull = new PullThroughEndpoints(new PullEndpoints(access, services.Content), access, services.Caches, services.Upstream);
        discovery = new DiscoveryEndpoints(access, evaluator, services.Content, distributions, services.Caches, pulp.Value.ReadingNeedsLogin);
        uploads = new UploadEndpoints(access, services, distributions);
        manifests = new ManifestEndpoints(access, services, options.Value);
        signatures = new SignatureEndpoints(access, services.Content, services.Signatures);
        tokens = new TokenEndpoints(services.Tokens, challenges, access, logins, distributions, services.Time);
    }

    /// <inheritdoc/>
    public override void Configure(PluginEndpointBuilder endpoints)
    {
        endpoints.Map("GET", RegistryEndpointPaths.Root, EndpointPermission.Public, Guarded<EndpointRequest>(DiscoveryEndpoints.PingAsync));
        endpoints.Map("GET", RegistryEndpointPaths.Catalog, EndpointPermission.Public, Guarded<EndpointRequest>(discovery.CatalogAsync));
        if (withTokens)
            endpoints.Map("GET,POST", Challenges.TokenPath, EndpointPermission.Public, Guarded<EndpointRequest>(tokens.AnswerAsync));

        Map(endpoints, "GET", "manifests/{reference}", pull.ManifestAsync).OrBelow<ContainerPullThroughDistribution>();
        Map(endpoints, "GET", "blobs/{digest}", pull.BlobAsync).OrBelow<ContainerPullThroughDistribution>();
        Map(endpoints, "GET", "tags/list", discovery.TagsAsync);
        Map(endpoints, "GET", "referrers/{digest}", discovery.ReferrersAsync);

        Map(endpoints, "PUT", "manifests/{reference}", manifests.PutAsync);
        Map(endpoints, "DELETE", "manifests/{reference}", manifests.DeleteAsync);
        Map(endpoints, "DELETE", "blobs/{digest}", manifests.DeleteBlobAsync);

        // Some clients leave out the slash.
        Map(endpoints, "POST", "blobs/uploads", uploads.BeginAsync);
        Map(endpoints, "POST", "blobs/uploads/", uploads.BeginAsync);
        Map(endpoints, "GET", "blobs/uploads/{id}", uploads.StatusAsync);
        Map(endpoints, "PATCH", "blobs/uploads/{id}", uploads.PatchAsync);
        Map(endpoints, "PUT", "blobs/uploads/{id}", uploads.PutAsync);
        Map(endpoints, "DELETE", "blobs/uploads/{id}", uploads.CancelAsync);

        endpoints.Map<ContainerDistribution>("GET", RegistryEndpointPaths.Signatures, EndpointPermission.Public, Guarded<DistributionRequest>(signatures.GetAsync)).OrAbsent();
        endpoints.Map<ContainerDistribution>("PUT", RegistryEndpointPaths.Signatures, EndpointPermission.Public, Guarded<DistributionRequest>(signatures.PutAsync)).OrAbsent();
    }

    /// <inheritdoc/>
    public override ValueTask<LoginOutcome?> LoginAsync(HttpContext context) => callers.LoginAsync(context);

    /// <inheritdoc/>
    public override Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Allow is { } allow)
            context.Response.Headers.Allow = allow;
        var (error, message) = refusal.Kind switch
        {
            RefusalKind.Unauthenticated => (RegistryError.Unauthorized, refusal.Reason ?? "Authentication is required."),
            RefusalKind.TooManyFailures => (RegistryError.TooManyRequests, refusal.Reason ?? "Too many failed logins."),
            RefusalKind.Forbidden => (RegistryError.Denied, refusal.Reason ?? "You do not have the permission."),
            RefusalKind.Malformed => (RegistryError.NameInvalid, "The repository's name is malformed."),
            RefusalKind.MethodNotAllowed => (RegistryError.NotAllowed, "There is nothing here for this method."),
            _ => (RegistryError.NameUnknown, "There is no such repository."),
        };
        return challenges.WriteAsync(context, error, message);
    }

    // A name without a distribution is answered by the same code, which alone knows whether the caller may learn that there is none.
    private DistributionEndpoint Map(PluginEndpointBuilder endpoints, string methods, string template, Func<DistributionRequest, Task> handler) =>
        endpoints.Map<ContainerDistribution>(methods, RegistryEndpointPaths.Repository + template, EndpointPermission.Public, Guarded(handler)).OrAbsent().CheckingCredentials();

    private Func<TRequest, Task> Guarded<TRequest>(Func<TRequest, Task> handler)
        where TRequest : EndpointRequest => async request =>
    {
        try
        {
            await handler(request).ConfigureAwait(false);
        }
        catch (RegistryException refused) when (!request.Http.Response.HasStarted)
        {
            if (refused.Error.StatusCode == StatusCodes.Status401Unauthorized)
                await challenges.WriteAsync(request.Http, refused.Error, refused.Message).ConfigureAwait(false);
            else
                await RegistryAnswers.WriteErrorAsync(request.Http, refused).ConfigureAwait(false);
        }
        catch (RepositoryChangeException refused) when (!request.Http.Response.HasStarted)
        {
            await RegistryAnswers.WriteErrorAsync(request.Http, RegistryError.Denied, refused.Message).ConfigureAwait(false);
        }
        catch (PulpException failed) when (failed.IsTransient && !request.Http.Response.HasStarted)
        {
            request.Http.Response.Headers.RetryAfter = "1";
            await RegistryAnswers.WriteErrorAsync(request.Http, RegistryError.Unavailable, "The registry cannot do this at the moment; try again.").ConfigureAwait(false);
        }
    };
}
