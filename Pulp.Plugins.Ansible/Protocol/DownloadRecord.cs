using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Takes note of downloads, as far as the settings say so.
/// </summary>
internal sealed class DownloadRecord(GalaxyServices services)
{
    /// <summary>Gets whether downloads are noted at all; if not, files may be answered from memory before anything looks at the request.</summary>
    public bool IsKept => services.Options.CountDownloads || services.Options.LogDownloads;

    /// <summary>Takes note of an answer that was sent, if it was a download: a whole file, or its beginning.</summary>
    public void Note(DistributionRequest request, ServedSource source, string fileName)
    {
        if (!IsKept || !IsDownload(request.Http) || !CollectionFileName.TryParse(fileName, out var file))
            return;
        if (services.Options.CountDownloads)
            services.Downloads.Add(file.Collection);
        if (services.Options.LogDownloads)
        {
            services.DownloadLog.Note(
                request.Caller.User?.Username ?? "anonymous", request.Http.Connection.RemoteIpAddress, fileName, request.BasePath, source.Version.Id, source.Version.RepositoryId,
                request.Http.Request.Headers.UserAgent.ToString());
        }
    }

    // Who goes on where a download broke off does not download it twice.
    private static bool IsDownload(HttpContext http) => HttpMethods.IsGet(http.Request.Method) && http.Response.StatusCode switch
    {
        StatusCodes.Status200OK => true,
        StatusCodes.Status206PartialContent => http.Response.Headers.ContentRange.ToString().StartsWith("bytes 0-", StringComparison.Ordinal),
        _ => false,
    };
}
