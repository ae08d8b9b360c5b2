using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the creation of publications; the rest they have in common with other resources.
/// </summary>
internal sealed class PublicationEndpoints : IApiEndpoints
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ResourceShapes shapes;
    private readonly ReferenceResolver references;
    private readonly ApiServices services;

    public PublicationEndpoints(IPulpDatabase database, PulpCatalog catalog, ResourceShapes shapes, ReferenceResolver references, ApiServices services)
    {
        this.database = database;
        this.catalog = catalog;
        this.shapes = shapes;
        this.references = references;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build() => shapes.All.Where(shape => shape.Type is PublicationType).Select(shape =>
        ResourceEndpoints.GroupOf(shape.Type)
            .OnCollection("POST", "", "create", new EndpointPermission(PermissionScope.Global, shape.Type.Permission("add")), call => CreateAsync(call, shape))
            .Takes(shape.Body).ReturnsTask());

    private async Task<ApiResult> CreateAsync(ApiCall call, ResourceShape shape)
    {
        var type = (PublicationType)shape.Type;
        var body = await services.Bodies.ReadAsync(call, shape.Body).ConfigureAwait(false);
        var named = new Dictionary<string, IReadOnlyList<Guid>>(
            await references.ResolveAsync(call, body, [.. shape.ReferenceFields, ("repository", ReferenceTarget.Repository)]).ConfigureAwait(false), StringComparer.Ordinal);
        if (named.ContainsKey("repository") == named.ContainsKey("repository_version"))
            throw RequestRefusedException.Invalid(FieldErrors.General, "Either the 'repository' or 'repository_version' need to be specified but not both.");
        if (body.Boolean("checkpoint", otherwise: false) && !named.ContainsKey("repository"))
            throw RequestRefusedException.Invalid("checkpoint", "Only a publication of a repository can be a checkpoint; name the repository instead of a version.");

        var (repository, version) = await database.ReadAsync(session => FindAsync(session, named), call.Cancellation).ConfigureAwait(false);
        if (!type.RepositoryType.IsInstanceOfType(repository) || version is null)
            throw RequestRefusedException.Invalid(named.ContainsKey("repository") ? "repository" : "repository_version", $"A publication of type '{type.Name}' needs a repository of the same type.");
        named["repository_version"] = [version.Id];
        var fields = ResourceInput.ToFields(shape, new RequestBody(WithVersion(body)), named);
        var arguments = new CreatePublication(type.Name, fields);
        string[] locks = [$"shared:{catalog.ResourceTypeOf(repository!).PrnOf(repository!.Id)}"];
        return type.Publisher is null
            ? await services.Tasks.RunShortAsync<CreatePublicationTask, CreatePublication>(call, CreatePublicationTask.Name, arguments, locks).ConfigureAwait(false)
            : await services.Tasks.StartAsync<CreatePublicationTask, CreatePublication>(call, CreatePublicationTask.Name, arguments, locks).ConfigureAwait(false);
    }

    // The version is set whether the request named it or its repository.
    private static Dictionary<string, object?> WithVersion(RequestBody body)
    {
        var values = body.Names.ToDictionary(name => name, body.Get, StringComparer.Ordinal);
        values["repository_version"] = body.Get("repository_version") ?? body.Get("repository");
        return values;
    }

    private static async ValueTask<(Repository? Repository, RepositoryVersion? Version)> FindAsync(IStoreSession session, Dictionary<string, IReadOnlyList<Guid>> named)
    {
        var version = named.TryGetValue("repository_version", out var versions)
            ? await session.Versions.GetAsync(versions[0]).ConfigureAwait(false)
            : await session.Versions.FindAsync(named["repository"][0]).ConfigureAwait(false);
        return (version is null ? null : await session.Resources.GetAsync(version.RepositoryId).ConfigureAwait(false) as Repository, version);
    }
}
