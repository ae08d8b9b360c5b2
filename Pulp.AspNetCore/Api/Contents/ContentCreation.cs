using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.Artifacts;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Resources;
using Pulp.ContentTypes;
using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Creates content from files for REST: by a task, or at once (<c>upload/</c>).
/// </summary>
internal sealed class ContentCreation
{
    private readonly BodyReader bodies;
    private readonly ReferenceResolver references;
    private readonly ArtifactIntake artifacts;
    private readonly ContentReading reading;
    private readonly ContentUploads uploads;
    private readonly ContentDownload download;
    private readonly ContentCreationAccess access;
    private readonly TaskStarter tasks;

    public ContentCreation(
        BodyReader bodies, ReferenceResolver references, ArtifactIntake artifacts, ContentReading reading, ContentUploads uploads, ContentDownload download, ContentCreationAccess access, TaskStarter tasks)
    {
        this.bodies = bodies;
        this.references = references;
        this.artifacts = artifacts;
        this.reading = reading;
        this.uploads = uploads;
        this.download = download;
        this.access = access;
        this.tasks = tasks;
    }

    /// <summary>Creates a unit by a task: 202.</summary>
    public async Task<ApiResult> CreateAsync(ApiCall call, ContentType type, BodySchema schema)
    {
        var (body, request, repositoryPrn) = await ReadAsync(call, type, schema, atOnce: false).ConfigureAwait(false);
        IReadOnlyList<string> locks = repositoryPrn is null ? [] : [$"shared:{repositoryPrn}"];
        if (type.IsMadeOfFields)
            return await tasks.RunShortAsync<CreateContentTask, CreateContent>(call, CreateContentTask.Name, new CreateContent(type.Name, ArtifactId: null, request), locks).ConfigureAwait(false);
        if (body.Text("file_url") is { } url)
        {
            var fetching = new CreateContent(type.Name, ArtifactId: null, request, url, body.Json("downloader_config"));
            return await tasks.StartAsync<CreateContentTask, CreateContent>(call, CreateContentTask.Name, fetching, locks).ConfigureAwait(false);
        }

        if (body.File("file") is { } staged)
        {
            var creation = new CreateContent(type.Name, ArtifactId: null, request) { Staged = staged };
            return await tasks.RunShortAsync<CreateContentTask, CreateContent>(call, CreateContentTask.Name, creation, locks, staged, KeepAsync).ConfigureAwait(false);
        }

        var artifact = await artifacts.FindAsync(call, body).ConfigureAwait(false);
        return await tasks.RunShortAsync<CreateContentTask, CreateContent>(call, CreateContentTask.Name, new CreateContent(type.Name, artifact.Id, request), locks).ConfigureAwait(false);

        async Task<CreateContent> KeepAsync(CreateContent creation, CancellationToken cancellationToken) =>
            creation with { Staged = null, ArtifactId = (await artifacts.KeepAsync(call, creation.Staged!).ConfigureAwait(false)).Id };
    }

    /// <summary>Creates a unit inside the request: 201 and the unit.</summary>
    public async Task<ApiResult> UploadAsync(ApiCall call, ContentType type, BodySchema schema, Representation<ContentRow> representation)
    {
        var (body, request, _) = await ReadAsync(call, type, schema, atOnce: true).ConfigureAwait(false);
        var outcome = await CreateAsync(call, type, body, request).ConfigureAwait(false);
        var row = await reading.LoadAsync(call, outcome.Content.Id).ConfigureAwait(false);
        return ContentReading.Show(call, representation, row, StatusCodes.Status201Created);
    }

    private async Task<UploadOutcome> CreateAsync(ApiCall call, ContentType type, RequestBody body, ContentUploadRequest request)
    {
        if (type.IsMadeOfFields)
            return await uploads.CreateAsync(type, request, call.Cancellation).ConfigureAwait(false);
        var staged = body.File("file");
        if (body.Text("file_url") is { } url)
            staged = await FetchAsync(call, url, body.Json("downloader_config")).ConfigureAwait(false);
        return staged is not null
            ? await uploads.CreateAsync(type, staged, request, call.Cancellation).ConfigureAwait(false)
            : await uploads.CreateAsync(type, await artifacts.FindAsync(call, body).ConfigureAwait(false), request, call.Cancellation).ConfigureAwait(false);
    }

    private async Task<StagedArtifact> FetchAsync(ApiCall call, string url, JsonElement? connection)
    {
        try
        {
            return await download.StageAsync(url, connection, call.Cancellation).ConfigureAwait(false);
        }
        catch (DownloadException exception)
        {
            throw RequestRefusedException.Invalid("file_url", exception.Message);
        }
    }

    private async Task<(RequestBody Body, ContentUploadRequest Request, string? RepositoryPrn)> ReadAsync(ApiCall call, ContentType type, BodySchema schema, bool atOnce)
    {
        var body = await bodies.ReadAsync(call, schema).ConfigureAwait(false);
        var given = ContentSchemas.Sources.Where(name => body.Get(name) is not null).ToList();
        if (given.Count != 1 && !type.IsMadeOfFields)
            throw RequestRefusedException.Invalid(FieldErrors.General, $"Exactly one of {string.Join(", ", ContentSchemas.Sources)} must be given.");
        if (body.Text("relative_path") is { } path && ContentPath.Check(path) is { } problem)
            throw RequestRefusedException.Invalid("relative_path", problem);
        if (body.Text("file_url") is { } url && download.Check(url, body.Json("downloader_config")) is { Count: > 0 } errors)
            throw RequestRefusedException.Invalid(errors);
        var named = await references.ResolveAsync(call, body, [("repository", ReferenceTarget.Repository), .. ReferencesOf(type)]).ConfigureAwait(false);
        Guid? repositoryId = named.TryGetValue("repository", out var found) ? found[0] : null;
        var repositoryPrn = await access.RequireAsync(call, type, repositoryId, atOnce).ConfigureAwait(false);
        return (body, new ContentUploadRequest
        {
            DomainId = call.DomainId,
            RelativePath = body.Text("relative_path"),
            FileName = body.FileName("file"),
            RepositoryId = repositoryId,
            Overwrite = body.Boolean("overwrite", otherwise: true),
            Labels = body.Labels(),
            Fields = body.Names.Where(ContentSchemas.IsForReader).ToDictionary(name => name, name => JsonSerializer.SerializeToElement(named.TryGetValue(name, out var ids) ? ids[0].ToString() : ToPlain(body.Get(name))), StringComparer.Ordinal),
        }, repositoryPrn);
    }

    private static IEnumerable<(string Name, ReferenceTarget Target)> ReferencesOf(ContentType type) => type.UploadOptions is { } options
        ? FieldDescriptors.Of(options).Where(descriptor => descriptor.Kind == FieldKind.Reference).Select(descriptor => (descriptor.Name, descriptor.Rules.References))
        : [];

    private static object? ToPlain(object? value) => value is ObjectReference ? value.ToString() : value;
}
