using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Projects;
using Pulp.Plugins.Python.Uploads;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Serves package indexes below <c>/pypi/{base_path}/</c>: to pip, uv and others that install, and to twine and others that upload.
/// </summary>
internal sealed class PythonEndpoints : PluginEndpoints
{
    private const string Index = "/pypi/{base_path}/";
    private readonly IndexEndpoints index;
    private readonly UploadEndpoints uploads;

    public PythonEndpoints(IPulpDatabase database, ProjectPages pages, ProjectReading projects, PackageUploads uploads, Yanks yanks, IOptions<PulpOptions> options)
    {
        index = new IndexEndpoints(pages, projects, options.Value.ContentPathPrefix);
        this.uploads = new UploadEndpoints(database, uploads, yanks);
    }

    /// <inheritdoc/>
    public override void Configure(PluginEndpointBuilder endpoints)
    {
        endpoints.Map<PythonDistribution>("GET", Index, EndpointPermission.Public, index.SummaryAsync);
        endpoints.Map<PythonDistribution>("GET", Index + "simple/", EndpointPermission.Public, index.RootAsync);
        endpoints.Map<PythonDistribution>("GET", Index + "simple/{name}/", EndpointPermission.Public, index.ProjectAsync);
        endpoints.Map<PythonDistribution>("GET", Index + "pypi/{name}/json/", EndpointPermission.Public, index.MetadataAsync);
        endpoints.Map<PythonDistribution>("GET", Index + "pypi/{name}/{version}/json/", EndpointPermission.Public, index.MetadataAsync);
        endpoints.Map<PythonDistribution>("GET", Index + "integrity/{name}/{version}/{filename}/provenance/", EndpointPermission.Public, index.ProvenanceAsync);

        // Which permission is needed on which repository is known only once the distribution is; without a login no byte of the file is read.
        endpoints.Map<PythonDistribution>("POST", Index + "legacy/", EndpointPermission.LoginOnly, uploads.UploadAsync);
        endpoints.Map<PythonDistribution>("POST", Index + "legacy", EndpointPermission.LoginOnly, uploads.UploadAsync);
        endpoints.Map<PythonDistribution>("POST", Index + "simple/", EndpointPermission.LoginOnly, uploads.UploadAsync);
        endpoints.Map<PythonDistribution>("POST,DELETE", Index + "yank/{filename}/", EndpointPermission.LoginOnly, uploads.YankAsync);
    }

    /// <inheritdoc/>
    public override Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        var told = refusal is { Kind: RefusalKind.NotFound, Reason: null } ? refusal with { Reason = "There is no index at this address, or no such page of it." } : refusal;
        if (told.Reason is { } reason)
            TextAnswers.SetReason(context, reason);
        return base.RefuseAsync(context, told);
    }
}
