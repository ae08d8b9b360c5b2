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
    private readonly PulpCatalog catalog;
    private readonly TaskDispatcher dispatcher;
    private readonly ApiHrefs hrefs;

    public TaskReading(PulpCatalog catalog, TaskDispatcher dispatcher, ApiHrefs hrefs)
    {
        this.catalog = catalog;
        this.dispatcher = dispatcher;
        this.hrefs = hrefs;
    }

    public async ValueTask<TaskRow> LoadAsync(IStoreSession session, PulpTask stored, RenderContext context)
    {
        var task = stored.State.IsFinal() ? stored : dispatcher.Peek(stored.Id) ?? stored;
        var children = await session.Tasks.QueryAsync(task.DomainId, new Query { Where = Condition.Equal("parent_task", task.Id), Limit = 1000, WithCount = false }).ConfigureAwait(false);
        var created = new List<string>(task.CreatedResources.Count);
        foreach (var prn in task.CreatedResources)
            created.Add(await HrefAsync(session, prn, context).ConfigureAwait(false) ?? Unavailable);
        return new TaskRow(task, [.. children.Items.Select(child => child.Id)], created);
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
                return await session.Resources.GetAsync(resource.Id).ConfigureAwait(false) is null ? null : hrefs.Of(resource.Type, resource.Id);
            case ObjectReference.OfContent content:
                return (await session.Contents.GetAsync([content.Id]).ConfigureAwait(false)).Count == 0 ? null : hrefs.Of(content.Type, content.Id);
            case ObjectReference.OfCore { Kind.HasNumbers: false } core:
                return hrefs.Of(core.Kind, core.Uuid);
            default:
                return null;
        }
    }
}
