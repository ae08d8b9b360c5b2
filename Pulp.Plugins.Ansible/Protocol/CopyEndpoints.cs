using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Copies content between repositories: part of Pulp's own API.
/// </summary>
internal sealed class CopyEndpoints(GalaxyServices services, TaskDispatcher dispatcher)
{
    private const int MaximumCopies = 100;

    public async Task CopyAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        var changes = new List<ModifyRepository>();
        var locks = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            if (!body.RootElement.TryGetProperty("config", out var config) || config.ValueKind != JsonValueKind.Array || config.GetArrayLength() is 0 or > MaximumCopies)
                throw Invalid($"This field is required: a list of 1 to {MaximumCopies} objects.");
            foreach (var copy in config.EnumerateArray())
                changes.Add(await ReadAsync(request, copy, locks).ConfigureAwait(false));
        }
        catch (GalaxyException refused) when (refused.Parameter is { } field)
        {
            await WriteErrorAsync(request.Http, field, refused.Message).ConfigureAwait(false);
            return;
        }

        var asked = new TaskRequest
        {
            Name = CopyContentTask.TaskName,
            Locks = [.. locks],
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        await GalaxyTasks.WriteAsync(
            request.Http, services, await dispatcher.DispatchAsync<CopyContentTask, CopyContent>(asked, new CopyContent(changes), request.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<ModifyRepository> ReadAsync(EndpointRequest request, JsonElement copy, HashSet<string> locks)
    {
        if (copy.ValueKind != JsonValueKind.Object)
            throw Invalid("Each copy is an object.");
        var (source, _) = await VersionAsync(request, copy, "source_repo_version").ConfigureAwait(false) ?? throw Invalid("'source_repo_version' is required.");
        var destination = IdOf(Text(copy, "dest_repo") ?? throw Invalid("'dest_repo' is required."), "ansible.ansiblerepository") is { } id
            ? await RepositoryAsync(request, id, "modify").ConfigureAwait(false)
            : null;
        if (destination is null)
            throw Invalid("'dest_repo' names no repository of Ansible content that you may change.");
        var start = await VersionAsync(request, copy, "dest_base_version").ConfigureAwait(false);
        if (start is { } other && other.Version.RepositoryId != destination.Id)
            throw Invalid("'dest_base_version' is no version of 'dest_repo'.");
        locks.Add($"shared:{services.Types.PrnOf(destination)}");
        return new ModifyRepository(destination.Id, new RepositoryChange { BaseVersion = start?.Version.Id, Add = await UnitsAsync(request, copy, source).ConfigureAwait(false), Source = source.Id });
    }

    private async Task<IReadOnlyCollection<Guid>> UnitsAsync(EndpointRequest request, JsonElement copy, RepositoryVersion source)
    {
        if (!copy.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
            return [];
        if (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() == 0)
            throw Invalid("'content' is a list of units; leave it out to copy all.");
        var ids = content.EnumerateArray().Select(unit => (unit.ValueKind == JsonValueKind.String ? IdOf(unit.GetString()!, model: null) : null) ?? throw Invalid("'content' names something else than units.")).ToHashSet();
        var present = await services.Database.ReadAsync(
            async session =>
            {
                var units = await session.Contents.GetAsync(ids).ConfigureAwait(false);
                return (await session.Memberships.PresentAsync(source, [.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false)).Count;
            },
            request.Cancellation).ConfigureAwait(false);
        return present == ids.Count ? ids : throw Invalid("'content' names units that the source version does not hold.");
    }

    private async Task<(RepositoryVersion Version, AnsibleRepository Repository)?> VersionAsync(EndpointRequest request, JsonElement copy, string field)
    {
        if (Text(copy, field) is not { } text)
            return null;
        var version = await services.Database.ReadAsync(
            async session =>
            {
                if (IdOf(text, "core.repositoryversion") is { } id && text.StartsWith("prn:", StringComparison.Ordinal))
                    return await session.Versions.GetAsync(id).ConfigureAwait(false);
                return text.TrimEnd('/').Split('/') is [.., var repository, "versions", var last] && Guid.TryParse(repository, out var repositoryId) && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? await session.Versions.FindAsync(repositoryId, number).ConfigureAwait(false)
                    : null;
            },
            request.Cancellation).ConfigureAwait(false);
        return version is not null && await RepositoryAsync(request, version.RepositoryId, "view").ConfigureAwait(false) is { } found
            ? (version, found)
            : throw Invalid($"'{field}' names no version of a repository of Ansible content that you may see.");
    }

    private async Task<AnsibleRepository?> RepositoryAsync(EndpointRequest request, Guid id, string action) =>
        await services.Database.ReadAsync(session => session.Resources.GetAsync(id), request.Cancellation).ConfigureAwait(false) is AnsibleRepository repository
        && await request.IsAllowedAsync($"ansible.{action}_ansiblerepository", services.Types.PrnOf(repository)).ConfigureAwait(false)
            ? repository
            : null;

    private static string? Text(JsonElement copy, string field) => copy.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // A PRN of the model, or an address, which ends in the identifier.
    private static Guid? IdOf(string text, string? model)
    {
        if (Prn.TryParse(text, out var prn))
            return (model is null || prn.Model == model) && Guid.TryParse(prn.Id, out var named) ? named : null;
        return Guid.TryParse(text.TrimEnd('/').Split('/')[^1], out var id) ? id : null;
    }

    private static GalaxyException Invalid(string message) => new(GalaxyError.Invalid, message) { Parameter = "config" };

    private static Task WriteErrorAsync(HttpContext http, string field, string message) => GalaxyAnswers.WriteAsync(
        http,
        writer =>
        {
            writer.WriteStartObject();
            GalaxyDocuments.WriteList(writer, field, [message]);
            writer.WriteEndObject();
        },
        StatusCodes.Status400BadRequest);
}
