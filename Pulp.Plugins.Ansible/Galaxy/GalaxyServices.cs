using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Downloads;
using Pulp.Plugins.Ansible.PullThrough;
using Pulp.Plugins.Ansible.Search;
using Pulp.Serving;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Holds what the endpoints work with.
/// </summary>
internal sealed record GalaxyServices(
    IPulpDatabase Database,
    TimeProvider Time,
    GalaxyTypes Types,
    IAccessEvaluator Access,
    PrivateRepositories PrivateRepositories,
    CollectionReading Collections,
    CollectionDetails Details,
    ForeignFragments Fragments,
    PromisedArchives Archives,
    UpstreamDocs Docs,
    RoleReading Roles,
    NamespaceReading Namespaces,
    SearchIndexes Search,
    DownloadCounts Downloads,
    DownloadLog DownloadLog,
    ServedSources Sources,
    CollectionFetching Fetching,
    ArtifactIngest Ingest,
    PulpCatalog Catalog,
    IOptions<AnsibleOptions> Settings,
    IOptions<PulpOptions> CoreSettings)
{
    public AnsibleOptions Options => Settings.Value;

    /// <summary>Gets where the content app begins, with a slash at both ends.</summary>
    public string ContentPrefix => CoreSettings.Value.ContentPathPrefix;

    /// <summary>Gets where the REST API begins as clients know it.</summary>
    public string ApiPath => CoreSettings.Value.PathBase.TrimEnd('/') + ApiRoot;

    /// <summary>Gets where the REST API begins, below <see cref="PulpOptions.PathBase"/>.</summary>
    public string ApiRoot => $"{CoreSettings.Value.ApiRoot.TrimEnd('/')}/api/v3/";

    /// <summary>Gets where clients look at a task.</summary>
    public string AddressOf(PulpTask task) => $"{ApiPath}tasks/{task.Id}/";
}
