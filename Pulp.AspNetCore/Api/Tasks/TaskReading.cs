using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Tasks;

/// <summary>
/// Reads tasks for REST: the stored record, the fresher one of a task that runs here, and the addresses of what it created.
/// </summary>
internal sealed class TaskReading
{
    private const string Unavailable = "<unavailable>";
    private const int ChildLimit = 10_000;
    private readonly PulpCatalog catalog;
    private readonly TaskDispatcher dispatcher;
    private readonly ApiHrefs hrefs;

    public TaskReading(PulpCatalog catalog, TaskDispatcher dispatcher, ApiHrefs hrefs)
    {
        this.catalog = catalog;
        this.dispatcher = dispatcher;
        this.hrefs = hrefs;
    }

    public async ValueTask<TaskRow> LoadAsync(IStoreSession session, PulpTask stored, RenderContext context) =>
        (await LoadAsync(session, [stored], context).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<TaskRow>> LoadAsync(IStoreSession session, IReadOnlyList<PulpTask> stored, RenderContext context)
    {
        if (stored.Count == 0)
            return [];
        var parents = new Query { Where = FilterTargets.In("parent_task", stored.Select(task => task.Id)), Limit = ChildLimit, WithCount = false };
        var children = (await session.Tasks.QueryAsync(stored[0].DomainId, parents).ConfigureAwait(false)).Items.ToLookup(child => child.ParentTask!.Value, child => child.Id);
        var rows = new List<TaskRow>(stored.Count);
        foreach (var record in stored)
        {
            var task = record.State.IsFinal() ? record : dispatcher.Peek(record.Id) ?? record;
            var created = new List<string>(task.CreatedResources.Count);
            foreach (var prn in task.CreatedResources)
                created.Add(await HrefAsync(session, prn, context).ConfigureAwait(false) ?? Unavailable);
            rows.Add(new TaskRow(task, [.. children[task.Id]], created));
        }

        return rows;
    }

    private async ValueTask<string?> HrefAsync(IStoreSession session, string prn, RenderContext context)
    {
        if (!hrefs.TryParse(prn, out var reference))
            return null;
        switch (reference)
        {
            case ObjectReference.OfVersion { Id: { } version }:
                await context.Targets.LoadVersionAsync(session, catalog, version).ConfigureAwait(false);
                return context.Targets.Of(version);
            case ObjectReference.OfResource resource:
                return await session.Resources.GetAsync(resource.Id).ConfigureAwait(false) is { } found ? hrefs.Of(resource.Type, found) : null;
            case ObjectReference.OfContent content:
                return (await session.Contents.GetAsync([content.Id]).ConfigureAwait(false)).Count == 0 ? null : hrefs.Of(content.Type, content.Id);
            case ObjectReference.OfCore { Kind.HasNumbers: false } core:
                return hrefs.Of(core.Kind, core.Uuid);
            default:
                return null;
        }
    }
}
