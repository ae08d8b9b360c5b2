using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Decides who may see and download: everyone, unless a setting or a private repository says otherwise.
/// </summary>
internal sealed class GalaxyReadAccess(GalaxyServices services)
{
    private const string ViewPermission = "ansible.view_ansiblerepository";

    /// <summary>Requires that the caller may read what a distribution serves.</summary>
    /// <param name="request">The request.</param>
    /// <param name="source">What the distribution serves; null for nothing.</param>
    /// <param name="isDownload">Whether a file is wanted.</param>
    /// <returns>Whether everyone may.</returns>
    /// <exception cref="GalaxyException">The caller may not.</exception>
    public async ValueTask<bool> RequireAsync(DistributionRequest request, ServedSource? source, bool isDownload = false)
    {
        RejectWrongCredentials(request.Http);
        var needsLogin = isDownload ? !services.Options.AnonymousDownload : !services.Options.AnonymousView;
        if (needsLogin)
            RequireLogin(request);
        if (source is null || !await services.PrivateRepositories.IsPrivateAsync(source.Version.RepositoryId, request.Cancellation).ConfigureAwait(false))
            return !needsLogin;
        RequireLogin(request);
        if (!await IsVisibleAsync(request, source.Version).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.NotFound, "There is no such distribution.");
        request.Http.Response.Headers.CacheControl = "no-store";
        return false;
    }

    /// <summary>Requires a login.</summary>
    /// <exception cref="GalaxyException">There is none, or a wrong one.</exception>
    public static void RequireLogin(EndpointRequest request)
    {
        RejectWrongCredentials(request.Http);
        if (request.Caller.IsAnonymous)
            throw new GalaxyException(GalaxyError.Unauthorized, GalaxyError.Unauthorized.Title);
    }

    // A wrong login is refused also where none is needed: the client would not learn of it otherwise.
    public static void RejectWrongCredentials(HttpContext http)
    {
        if (http.Features.Get<ICallerFeature>()?.Refusal is { } refused)
            throw new GalaxyException(refused.StatusCode == StatusCodes.Status429TooManyRequests ? GalaxyError.TooManyRequests : GalaxyError.Unauthorized, refused.Detail);
    }

    private async ValueTask<bool> IsVisibleAsync(EndpointRequest request, RepositoryVersion version)
    {
        var repository = await services.Database.ReadAsync(session => session.Resources.GetAsync(version.RepositoryId), request.Cancellation).ConfigureAwait(false);
        return repository is Resource found && await request.IsAllowedAsync(ViewPermission, services.Types.PrnOf(found)).ConfigureAwait(false);
    }
}
