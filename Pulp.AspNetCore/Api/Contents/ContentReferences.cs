using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Finds the content units that a request lists, however many: they must exist and be visible to the caller.
/// </summary>
internal sealed class ContentReferences
{
    private const int Part = 10_000;
    private const int Named = 10;
    private readonly IPulpDatabase database;
    private readonly ContentScope scope;

    public ContentReferences(IPulpDatabase database, ContentScope scope)
    {
        this.database = database;
        this.scope = scope;
    }

    public async Task<IReadOnlyCollection<Guid>> ResolveAsync(ApiCall call, string field, ReferenceList? list)
    {
        if (list is null || list.Items.Count == 0)
            return [];
        var errors = new FieldErrors();
        var ids = new HashSet<Guid>(list.Items.Count);
        var strangers = 0;
        foreach (var reference in list.Items)
        {
            if (reference is ObjectReference.OfContent content)
                ids.Add(content.Id);
            else if (++strangers <= Named)
                errors.Add(field, "Invalid hyperlink - it does not name a content unit.");
        }

        if (!errors.IsEmpty)
            throw RequestRefusedException.Invalid(errors);
        var visible = await scope.VisibleAsync(call).ConfigureAwait(false);
        foreach (var part in ids.Chunk(Part))
            await RequireAsync(call, field, part, visible).ConfigureAwait(false);
        return ids;
    }

    private async Task RequireAsync(ApiCall call, string field, Guid[] ids, Condition? visible)
    {
        var missing = await database.ReadAsync(
            async session =>
            {
                if (await CountAsync(session, call.DomainId, ids, visible).ConfigureAwait(false) == ids.Length)
                    return (IReadOnlyList<Guid>)[];
                var absent = new List<Guid>();
                foreach (var id in ids)
                {
                    if (absent.Count == Named)
                        break;
                    if (await CountAsync(session, call.DomainId, [id], visible).ConfigureAwait(false) == 0)
                        absent.Add(id);
                }

                return absent;
            },
            call.Cancellation).ConfigureAwait(false);
        if (missing.Count > 0)
            throw RequestRefusedException.Invalid(field, $"Could not find the following content units: {string.Join(", ", missing)}");
    }

    private static async ValueTask<long> CountAsync(IStoreSession session, Guid domainId, IReadOnlyCollection<Guid> ids, Condition? visible) =>
        (await session.Contents.QueryAsync(type: null, domainId, new Query { Where = Condition.And(FilterTargets.In("pulp_id", ids), visible), Limit = 0 }).ConfigureAwait(false)).Count;
}
