using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Projects;
using Pulp.Plugins.Python.Uploads;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Answers those who publish: uploads, as twine and others send them, and yanks.
/// </summary>
internal sealed class UploadEndpoints
{
    private const string Permission = "python.modify_pythonrepository";
    private const int LongestReason = 2000;
    private readonly IPulpDatabase database;
    private readonly PackageUploads uploads;
    private readonly Yanks yanks;

    public UploadEndpoints(IPulpDatabase database, PackageUploads uploads, Yanks yanks)
    {
        this.database = database;
        this.uploads = uploads;
        this.yanks = yanks;
    }

    public async Task UploadAsync(DistributionRequest request)
    {
        if (await FindRepositoryAsync(request).ConfigureAwait(false) is not { } repository)
            return;
        var http = request.Http;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        try
        {
            var (form, filename, file) = await PackageFormReader.ReadAsync(http.Request, uploads, request.Cancellation).ConfigureAwait(false);
            var outcome = await uploads.PublishAsync(repository, file, filename, form, request.Caller.User?.Id, request.Cancellation).ConfigureAwait(false);
            var body = new Dictionary<string, string>
            {
                ["filename"] = filename,
                ["sha256"] = file.Sha256.Hex,
                ["repository_version"] = RepositoryVersion.PrnOf(outcome.Version!.Id),
            };
            await TextAnswers.WriteAsync(http, JsonSerializer.SerializeToUtf8Bytes(body), "application/json").ConfigureAwait(false);
        }
        catch (ContentRefusedException refused)
        {
            await TextAnswers.RefuseAsync(http, StatusCodes.Status400BadRequest, IsSelfExplaining(refused) ? refused.Message : $"{refused.Field}: {refused.Message}").ConfigureAwait(false);
        }
        catch (RepositoryChangeException refused)
        {
            await TextAnswers.RefuseAsync(http, StatusCodes.Status400BadRequest, refused.Message).ConfigureAwait(false);
        }
    }

    public async Task YankAsync(DistributionRequest request)
    {
        if (await FindRepositoryAsync(request).ConfigureAwait(false) is not { } repository)
            return;
        var filename = request["filename"];
        var reason = request.Http.Request.Query["reason"].ToString();
        if (reason.Length > LongestReason)
        {
            await TextAnswers.RefuseAsync(request.Http, StatusCodes.Status400BadRequest, $"reason: It has at most {LongestReason} characters.").ConfigureAwait(false);
            return;
        }

        var (found, _) = HttpMethods.IsDelete(request.Http.Request.Method)
            ? await yanks.RestoreAsync(repository, [filename], request.Cancellation).ConfigureAwait(false)
            : await yanks.YankAsync(repository, [filename], reason, request.Cancellation).ConfigureAwait(false);
        if (found > 0)
            request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await TextAnswers.RefuseAsync(request.Http, StatusCodes.Status404NotFound, $"There is no such file '{filename}' in the index, or it is not yanked.").ConfigureAwait(false);
    }

    private static bool IsSelfExplaining(ContentRefusedException refused) => refused.Field is "content" or "file" or "attestations";

    // Answers by itself when there is none, or the caller may not change it.
    private async Task<PythonRepository?> FindRepositoryAsync(DistributionRequest request)
    {
        var distribution = (PythonDistribution)request.Distribution!;
        if (!distribution.AllowUploads)
        {
            await TextAnswers.RefuseAsync(request.Http, StatusCodes.Status403Forbidden, "Index is not allowing uploads").ConfigureAwait(false);
            return null;
        }

        if (distribution.Repository is not { } id
            || await database.ReadAsync(session => session.Resources.GetAsync(id), request.Cancellation).ConfigureAwait(false) is not PythonRepository repository)
        {
            await TextAnswers.RefuseAsync(request.Http, StatusCodes.Status400BadRequest, "Index is not pointing to a repository").ConfigureAwait(false);
            return null;
        }

        if (await request.IsAllowedAsync(Permission, Prn.Format("python", nameof(PythonRepository), id)).ConfigureAwait(false))
            return repository;
        await request.RefuseAsync().ConfigureAwait(false);
        return null;
    }
}
