using System.Globalization;
using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Makes the addresses of objects in REST, as paths.
/// </summary>
internal sealed class RestAddresses(GalaxyServices services)
{
    private readonly string root = services.ApiPath;

    public string Of(Resource resource) => $"{root}{services.Catalog.ResourceTypeOf(resource).CollectionPath}{resource.Id}/";

    public string Of(Content unit) => $"{root}{services.Catalog.ContentTypeOf(unit).CollectionPath}{unit.Id}/";

    public string PrnOf(Resource resource) => services.Types.PrnOf(resource);

    public string OfVersions(Repository repository) => Of(repository) + "versions/";

    public string OfLatest(Repository repository) => string.Create(CultureInfo.InvariantCulture, $"{OfVersions(repository)}{repository.LatestVersion}/");
}
