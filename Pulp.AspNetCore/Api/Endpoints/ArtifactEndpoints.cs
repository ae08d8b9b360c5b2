using Microsoft.AspNetCore.Http;
using Pulp.Artifacts;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Contents;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Digests;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings artifacts: list, read, create from a file, delete what nothing uses.
/// </summary>
internal sealed class ArtifactEndpoints : IApiEndpoints
{
    private static readonly BodySchema Body = new("Artifact",
    [
        new InputField("file", InputKind.File) { IsRequired = true },
        new InputField("size", InputKind.Integer) { Minimum = 0 },
        .. DigestAlgorithms.All.Select(algorithm => new InputField(DigestAlgorithms.NameOf(algorithm), InputKind.Text) { IsNullable = true, MaximumLength = 128 }),
    ]);

    private static readonly FilterSet Filters = BuildFilters();
    private readonly IPulpDatabase database;
    private readonly ArtifactIngest ingest;
    private readonly ArtifactIntake intake;
    private readonly ApiServices services;

    public ArtifactEndpoints(IPulpDatabase database, ArtifactIngest ingest, ArtifactIntake intake, ApiServices services)
    {
        this.database = database;
        this.ingest = ingest;
        this.intake = intake;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var kind = CoreObject.Artifact;
        var group = CoreGroup.Of(kind, "Artifacts");
        yield return group.List(Filters, ArtifactOutput.All, new EndpointPermission(PermissionScope.List, kind.Permission("view")), ListAsync);
        yield return group.Read(ArtifactOutput.All, group.ObjectPermission(group.ViewPermission), async call => Show(call, await GetAsync(call).ConfigureAwait(false), StatusCodes.Status200OK));
        yield return group.OnCollection("POST", "", "create", new EndpointPermission(PermissionScope.Global, kind.Permission("add")), CreateAsync)
            .Takes(Body).Returns(StatusCodes.Status201Created, ArtifactOutput.All);
        yield return group.OnObject("DELETE", "", "delete", group.ObjectPermission(kind.Permission("delete")), DeleteAsync).Returns(StatusCodes.Status204NoContent);
    }

    private static FilterSet BuildFilters()
    {
        var builder = new FilterSetBuilder().Ids().OrderBy("pulp_id", "pulp_created", "pulp_last_updated", "size");
        foreach (var name in DigestAlgorithms.All.Select(DigestAlgorithms.NameOf))
            builder.Add(name, ApiType.Text, text => Condition.Equal(name, text.Trim()));
        return builder
            .Add("orphaned_for", ApiType.Number, (text, scope) =>
                ValueTask.FromResult(Condition.Equal("orphaned_since", ContentFilters.Since("orphaned_for", text, scope))))
            .Add("repository_version", ApiType.Uri, async (text, scope) =>
                await FilterTargets.VersionAsync("repository_version", text, scope).ConfigureAwait(false) is { } version
                    ? Condition.Equal("repository_version", version.Id)
                    : FilterTargets.Nothing)
            .Build();
    }

    private static ApiResult Show(ApiCall call, StoredArtifact artifact, int statusCode)
    {
        var context = call.NewContext();
        var fields = ArtifactOutput.All.Select(FieldSelection.Of(call.Http.Request.Query));
        return statusCode == StatusCodes.Status201Created
            ? ApiResult.Created(call.Hrefs.Of(CoreObject.Artifact, artifact.Id), writer => Representation<StoredArtifact>.Write(writer, artifact, context, fields))
            : ApiResult.Json(statusCode, writer => Representation<StoredArtifact>.Write(writer, artifact, context, fields));
    }

    private async Task<StoredArtifact> GetAsync(ApiCall call)
    {
        var artifact = await database.ReadAsync(session => session.Artifacts.GetAsync(call.Uuid()), call.Cancellation).ConfigureAwait(false);
        return artifact is not null && artifact.DomainId == call.DomainId ? artifact : throw call.NotFound();
    }

    private async Task<ApiResult> ListAsync(ApiCall call) => await services.Lists.ReadAsync(
        call,
        Filters,
        ArtifactOutput.All,
        await services.Lists.VisibleAsync(call, CoreObject.Artifact.Permission("view")).ConfigureAwait(false),
        async (session, query, _) =>
        {
            var page = await session.Artifacts.QueryAsync(call.DomainId, query).ConfigureAwait(false);
            return (page.Count, page.Items);
        }).ConfigureAwait(false);

    private async Task<ApiResult> CreateAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, Body).ConfigureAwait(false);
        var staged = body.File("file")!;
        if (body.Integer("size") is { } size && size != staged.Size)
            throw RequestRefusedException.Invalid("size", $"The size is {staged.Size}, but {size} was expected.");
        var known = await database.ReadAsync(session => session.Artifacts.FindAsync(call.DomainId, [staged.Sha256]), call.Cancellation).ConfigureAwait(false);

        // Kept even then: the bytes that are here may have been lost.
        var artifact = await intake.KeepAsync(call, staged).ConfigureAwait(false);
        return known.Count == 0
            ? Show(call, artifact, StatusCodes.Status201Created)
            : throw RequestRefusedException.Invalid(FieldErrors.General, $"Artifact with sha256 checksum of '{artifact.Sha256}' already exists.");
    }

    private async Task<ApiResult> DeleteAsync(ApiCall call)
    {
        var artifact = await GetAsync(call).ConfigureAwait(false);
        if (!await database.WriteAsync(session => session.Artifacts.DeleteAsync(artifact.Id), call.Cancellation).ConfigureAwait(false))
            throw RequestRefusedException.Conflict("The artifact cannot be deleted because it is associated with content.");
        if (artifact.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256))
            await ingest.DeleteUnrecordedAsync([sha256], call.DomainId, CancellationToken.None).ConfigureAwait(false);
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }
}
