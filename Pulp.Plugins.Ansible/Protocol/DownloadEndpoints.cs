using Pulp.Artifacts;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Gives collections' files. They come from here and not by a redirect to the content app: at a redirect ansible-galaxy leaves its login behind.
/// </summary>
internal sealed class DownloadEndpoints(GalaxyServices services, GalaxyReadAccess access, DownloadRecord record)
{
    public async Task FileAsync(DistributionRequest request)
    {
        var source = await request.GetSourceAsync().ConfigureAwait(false);
        var isForEveryone = await access.RequireAsync(request, source, isDownload: true).ConfigureAwait(false);
        var fileName = request["file"];
        if (source is null || !await request.SendFileAsync(fileName, FindAsync, failure => RefuseAsync(request, failure), isForEveryone && !record.IsKept).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.NotFound, $"There is no file '{fileName}' in this repository.");
        record.Note(request, source, fileName);

        async ValueTask<ContentArtifact?> FindAsync(ServedSource served, CancellationToken cancellationToken) =>
            await services.Database.ReadAsync(session => session.Memberships.FindFileAsync(served.Version, fileName), cancellationToken).ConfigureAwait(false);
    }

    public static Task RefuseAsync(DistributionRequest request, FetchFailure failure) => GalaxyAnswers.WriteErrorAsync(request.Http, ErrorOf(failure), failure.Reason);

    public static GalaxyError ErrorOf(FetchFailure failure) => failure.Kind switch
    {
        FetchFailureKind.RateLimited => GalaxyError.TooManyRequests,
        FetchFailureKind.NotFound => GalaxyError.NotFound,
        FetchFailureKind.Storage => GalaxyError.Unavailable,
        _ => GalaxyError.BadGateway,
    };
}
