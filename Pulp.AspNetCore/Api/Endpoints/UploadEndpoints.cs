using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Roles;
using Pulp.AspNetCore.Api.Uploads;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings uploads in chunks: begin, send chunks, commit. Who began an upload needs no role for it.
/// </summary>
internal sealed class UploadEndpoints : IApiEndpoints
{
    private static readonly BodySchema Create = new("Upload", [new InputField("size", InputKind.Integer) { IsRequired = true, Minimum = 1 }]);

    private static readonly BodySchema Commit = new("UploadCommit", [new InputField("sha256", InputKind.Text) { IsRequired = true, MinimumLength = 64, MaximumLength = 64 }]);

    private static readonly BodySchema Chunk = new("UploadChunk",
    [
        new InputField("file", InputKind.File) { IsRequired = true, IsWriteOnly = true },
        new InputField("sha256", InputKind.Text) { IsNullable = true, IsWriteOnly = true },
    ]);

    private static readonly FilterSet Filters = BuildFilters();
    private readonly IPulpDatabase database;
    private readonly ChunkedUploads uploads;
    private readonly ApiServices services;

    public UploadEndpoints(IPulpDatabase database, ChunkedUploads uploads, ApiServices services)
    {
        this.database = database;
        this.uploads = uploads;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var kind = CoreObject.Upload;
        var group = CoreGroup.Of(kind, "Uploads") with
        {
            OwnerAsync = async (values, token) => (await uploads.GetAsync(Guid.Parse(values["id"]!.ToString()!), token).ConfigureAwait(false))?.CreatedBy,
        };
        var change = group.ObjectPermission(kind.Permission("change"));
        yield return group.List(Filters, UploadOutput.Short, new EndpointPermission(PermissionScope.List, kind.Permission("view")), ListAsync);
        yield return group.Read(UploadOutput.Detail, group.ObjectPermission(group.ViewPermission), async call =>
            Show(call, await GetAsync(call).ConfigureAwait(false), UploadOutput.Detail));
        yield return group.OnCollection("POST", "", "create", new EndpointPermission(PermissionScope.Global, kind.Permission("add")), CreateAsync)
            .Takes(Create).Returns(StatusCodes.Status201Created, UploadOutput.Short);
        yield return group.OnObject("PUT", "", "update", change, PutAsync).Takes(Chunk).Needs("Content-Range").Returns(StatusCodes.Status200OK, UploadOutput.Short);
        yield return group.OnObject("DELETE", "", "delete", group.ObjectPermission(kind.Permission("delete")), DeleteAsync).Returns(StatusCodes.Status204NoContent);
        yield return group.OnObject("POST", "commit/", "commit", change, CommitAsync).Takes(Commit).ReturnsTask();
        foreach (var endpoint in services.Roles.Endpoints(group, kind.Permission("manage_roles"), TargetAsync))
            yield return endpoint;
    }

    private static FilterSet BuildFilters()
    {
        var builder = new FilterSetBuilder().Ids().Integers("size").OrderBy("size", "pulp_id", "pulp_created", "pulp_last_updated");
        return builder.Build();
    }

    private static ApiResult Show(ApiCall call, Upload upload, Representation<Upload> representation)
    {
        var context = call.NewContext();
        var fields = representation.Select(FieldSelection.Of(call.Http.Request.Query));
        return ApiResult.Json(StatusCodes.Status200OK, writer => Representation<Upload>.Write(writer, upload, context, fields));
    }

    private async Task<Upload> GetAsync(ApiCall call) =>
        await uploads.GetAsync(call.Uuid(), call.Cancellation).ConfigureAwait(false) is { } upload && upload.DomainId == call.DomainId ? upload : throw call.NotFound();

    private async Task<ApiResult> ListAsync(ApiCall call)
    {
        var visible = await services.Lists.VisibleAsync(call, CoreObject.Upload.Permission("view")).ConfigureAwait(false);
        if (visible is not null)
            visible = new Condition.Any([visible, Condition.Equal("created_by", call.Caller.User!.Id)]);
        return await services.Lists.ReadAsync(call, Filters, UploadOutput.Short, visible, async (session, query, _) =>
        {
            var page = await session.Uploads.QueryAsync(call.DomainId, query).ConfigureAwait(false);
            return (page.Count, page.Items);
        }).ConfigureAwait(false);
    }

    private async Task<ApiResult> CreateAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, Create).ConfigureAwait(false);
        var upload = await uploads.CreateAsync(body.Integer("size")!.Value, call.Caller.User?.Id, call.DomainId, call.Cancellation).ConfigureAwait(false);
        var context = call.NewContext();
        return ApiResult.Created(call.Hrefs.Of(CoreObject.Upload, upload.Id), writer => UploadOutput.Short.Write(writer, upload, context));
    }

    private async Task<ApiResult> PutAsync(ApiCall call)
    {
        var upload = await GetAsync(call).ConfigureAwait(false);
        return Show(call, await ChunkRequest.PutAsync(call, uploads, upload.Id).ConfigureAwait(false) ?? throw call.NotFound(), UploadOutput.Short);
    }

    private async Task<ApiResult> DeleteAsync(ApiCall call) =>
        await uploads.DeleteAsync((await GetAsync(call).ConfigureAwait(false)).Id, call.Cancellation).ConfigureAwait(false)
            ? ApiResult.Empty(StatusCodes.Status204NoContent)
            : throw call.NotFound();

    private async Task<ApiResult> CommitAsync(ApiCall call)
    {
        var upload = await GetAsync(call).ConfigureAwait(false);
        var body = await services.Bodies.ReadAsync(call, Commit).ConfigureAwait(false);
        RequireComplete(upload);
        return await services.Tasks.RunShortAsync<CommitUpload, CommitUploadArguments>(
            call, CommitUpload.TaskName, new CommitUploadArguments(upload.Id, body.Text("sha256")), [CoreObject.Upload.PrnOf(upload.Id)]).ConfigureAwait(false);
    }

    private static void RequireComplete(Upload upload)
    {
        var received = upload.Chunks.Sum(chunk => chunk.Size);
        if (received < upload.Size)
            throw RequestRefusedException.Invalid("size", $"The upload is not complete: {received} of {upload.Size} bytes are here; send the missing chunks.");
    }

    private async Task<RoleTarget> TargetAsync(ApiCall call) =>
        new(CoreObject.Upload.PrnOf((await GetAsync(call).ConfigureAwait(false)).Id), ObjectPermissions.Of(CoreObject.Upload));
}
