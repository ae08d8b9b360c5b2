using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Contents;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Sync;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the actions of repositories: modify and sync.
/// </summary>
internal sealed class RepositoryEndpoints : IApiEndpoints
{
    private static readonly BodySchema Modify = new("RepositoryAddRemoveContent",
    [
        new InputField("add_content_units", InputKind.ReferenceList),
        new InputField("remove_content_units", InputKind.ReferenceList) { AllowsAll = true },
        new InputField("base_version", InputKind.Reference) { IsNullable = true },
        new InputField("overwrite", InputKind.Boolean) { Default = true },
    ]);

    private readonly ResourceShapes shapes;
    private readonly ResourceReading reading;
    private readonly ReferenceResolver references;
    private readonly ContentReferences contents;
    private readonly ApiServices services;

    public RepositoryEndpoints(ResourceShapes shapes, ResourceReading reading, ReferenceResolver references, ContentReferences contents, ApiServices services)
    {
        this.shapes = shapes;
        this.reading = reading;
        this.references = references;
        this.contents = contents;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build() => shapes.All.Where(shape => shape.Type is RepositoryType).SelectMany(shape => Build((RepositoryType)shape.Type));

    private IEnumerable<ApiEndpoint> Build(RepositoryType type)
    {
        var group = ResourceEndpoints.GroupOf(type);
        yield return group.OnObject("POST", "modify/", "modify", group.ObjectPermission(type.Permission("modify")), call => ModifyAsync(call, type)).Takes(Modify).ReturnsTask();
        if (type.SyncSources.Count == 0)
            yield break;
        var sync = ResourceSchemas.OfSync(type);
        yield return group.OnObject("POST", "sync/", "sync", group.ObjectPermission(type.Permission("sync")), call => SyncAsync(call, type, sync)).Takes(sync).ReturnsTask();
    }

    private async Task<ApiResult> ModifyAsync(ApiCall call, RepositoryType type)
    {
        var repository = await reading.GetAsync(call, type).ConfigureAwait(false);
        var body = await services.Bodies.ReadAsync(call, Modify).ConfigureAwait(false);
        var bases = await references.ResolveAsync(call, body, [("base_version", ReferenceTarget.RepositoryVersion)]).ConfigureAwait(false);
        var change = new RepositoryChange
        {
            BaseVersion = bases.TryGetValue("base_version", out var found) ? found[0] : null,
            Add = await contents.ResolveAsync(call, "add_content_units", body.References("add_content_units")).ConfigureAwait(false),
            Remove = await contents.ResolveAsync(call, "remove_content_units", body.References("remove_content_units")).ConfigureAwait(false),
            RemoveAll = body.References("remove_content_units") is { IsAll: true },
            Overwrite = body.Boolean("overwrite", otherwise: true),
        };
        if (change.BaseVersion is { } baseVersion)
            await RequireSameTypeAsync(call, type, baseVersion).ConfigureAwait(false);

        // One transaction: it need not wait for a sync that is under way, only for the repository's deletion.
        return await services.Tasks.RunShortAsync<ModifyRepositoryTask, ModifyRepository>(
            call, ModifyRepositoryTask.Name, new ModifyRepository(repository.Id, change), [$"shared:{type.PrnOf(repository.Id)}"]).ConfigureAwait(false);
    }

    private async Task RequireSameTypeAsync(ApiCall call, RepositoryType type, Guid versionId)
    {
        var named = await references.FindVersionAsync(call, new ObjectReference.OfVersion(versionId, RepositoryType: null, default, 0)).ConfigureAwait(false);
        if (named?.Repository.GetType() != type.ClrType)
            throw RequestRefusedException.Invalid("base_version", "The version belongs to a repository of another type; name a version of a repository of the same type.");
    }

    private async Task<ApiResult> SyncAsync(ApiCall call, RepositoryType type, BodySchema schema)
    {
        var repository = (Repository)await reading.GetAsync(call, type).ConfigureAwait(false);
        var body = await services.Bodies.ReadAsync(call, schema).ConfigureAwait(false);
        var named = await references.ResolveAsync(call, body, [("remote", ReferenceTarget.Remote)]).ConfigureAwait(false);
        var remoteId = named.TryGetValue("remote", out var given) ? given[0] : repository.Remote
            ?? throw RequestRefusedException.Invalid(FieldErrors.General, "A remote must be specified in the request or on the repository itself.");
        var remote = await references.FindResourceAsync(call, remoteId).ConfigureAwait(false);
        if (remote is not Pulp.Remotes.Remote source || type.FindSyncSource(source) is null)
            throw RequestRefusedException.Invalid("remote", remote is null ? "Object does not exist." : $"Type for Remote '{((Pulp.Remotes.Remote)remote).Name}' does not match Repository '{repository.Name}'.");

        var arguments = new SyncArguments(repository.Id, remoteId, body.Boolean("mirror", otherwise: false), OptionsOf(type, body));
        var request = SyncTask.RequestFor(type.PrnOf(repository.Id), shapes.Of(remote).Type.PrnOf(remoteId));
        return await services.Tasks.StartAsync<SyncTask, SyncArguments>(call, SyncTask.Name, arguments, request.Locks).ConfigureAwait(false);
    }

    private static JsonElement? OptionsOf(RepositoryType type, RequestBody body)
    {
        if (type.SyncOptions is not { } clrType)
            return null;
        var options = new JsonObject();
        foreach (var descriptor in FieldDescriptors.Of(clrType).Where(descriptor => body.Has(descriptor.Name)))
            options[descriptor.Name] = ResourceInput.ToNode(descriptor, body.Get(descriptor.Name), targets: null);
        return JsonSerializer.SerializeToElement(options);
    }
}
