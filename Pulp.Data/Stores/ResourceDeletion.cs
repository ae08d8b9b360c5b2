using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Data.Sql;
using Pulp.Documents;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Deletes one target with all that goes with it, unless something forbids it.
/// </summary>
internal sealed class ResourceDeletion
{
    private readonly SqlSession session;

    // In the order they were found, so that what refers is deleted before what it refers to.
    private readonly List<Guid> going = [];
    private readonly List<Reference> references = [];

    public ResourceDeletion(SqlSession session) => this.session = session;

    /// <summary>Finds what forbids deleting the target.</summary>
    public async ValueTask<IReadOnlyList<BlockingResource>> FindBlockingAsync(Guid id)
    {
        await CollectAsync(id).ConfigureAwait(false);
        var forbidding = references
            .Where(reference => reference.OnDelete == DeleteBehavior.Restrict && !going.Contains(reference.Owner))
            .Select(reference => reference.Owner)
            .Distinct()
            .ToList();
        var blocking = new List<BlockingResource>();
        foreach (var owner in forbidding)
            blocking.Add((await DescribeAsync(owner).ConfigureAwait(false))!);
        return blocking;
    }

    /// <summary>Deletes the target, unless something forbids it; that is returned.</summary>
    public async ValueTask<IReadOnlyList<BlockingResource>> RunAsync(Guid id)
    {
        if (await FindBlockingAsync(id).ConfigureAwait(false) is { Count: > 0 } blocking)
            return blocking;
        foreach (var owner in references.Where(reference => !going.Contains(reference.Owner)).GroupBy(reference => reference.OwnerKey))
            await ClearAsync(owner.Key, [.. owner.Select(reference => (reference.Field, reference.Target))]).ConfigureAwait(false);
        for (var index = going.Count - 1; index >= 0; index--)
            await session.ExecuteAsync("DELETE FROM resource WHERE uuid = ?1", going[index]).ConfigureAwait(false);
        return [];
    }

    /// <summary>Takes references out of a resource.</summary>
    public async ValueTask ClearAsync(long ownerKey, IReadOnlyList<(string Field, Guid Target)> cleared)
    {
        var document = await session.FirstAsync("SELECT document FROM resource WHERE id = ?1", row => JsonNode.Parse(row.GetSpan(0))!.AsObject(), ownerKey).ConfigureAwait(false);
        foreach (var (field, target) in cleared)
        {
            if (document![field] is JsonArray list)
                list.RemoveAll(item => item?.GetValue<string>() is { } text && Guid.TryParse(text, out var id) && id == target);
            else
                document[field] = null;
            await session.ExecuteAsync("DELETE FROM resource_reference WHERE resource_id = ?1 AND field = ?2 AND target = ?3", ownerKey, field, target).ConfigureAwait(false);
        }

        await session.ExecuteAsync(
            "UPDATE resource SET document = ?1, revision = revision + 1, updated = ?2 WHERE id = ?3",
            SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(document, DocumentJson.Options)),
            session.Now(),
            ownerKey).ConfigureAwait(false);
    }

    private async ValueTask CollectAsync(Guid id)
    {
        going.Add(id);
        for (var index = 0; index < going.Count; index++)
        {
            var target = going[index];
            var found = await session.ListAsync(
                "SELECT r.id, r.uuid, f.field, f.on_delete FROM resource_reference f JOIN resource r ON r.id = f.resource_id WHERE f.target = ?1 ORDER BY r.id",
                row => new Reference(row.GetInt64(0), row.GetGuid(1), row.GetString(2), target, (DeleteBehavior)row.GetInt32(3)),
                target).ConfigureAwait(false);
            references.AddRange(found);
            going.AddRange(found
                .Where(reference => reference.OnDelete == DeleteBehavior.Cascade && !going.Contains(reference.Owner))
                .Select(reference => reference.Owner)
                .Distinct());
        }
    }

    // From the row alone, since what is not loaded cannot be read otherwise.
    private ValueTask<BlockingResource?> DescribeAsync(Guid id) => session.FirstAsync(
        "SELECT r.kind, r.type, r.key FROM resource r WHERE r.uuid = ?1",
        row => new BlockingResource(id, row.GetString(1), row.GetStringOrNull(2) ?? id.ToString(), session.Catalog.TryGetResourceType(ResourceRow.KindOf(row.GetString(0)), row.GetString(1), out _)),
        id);

    private sealed record Reference(long OwnerKey, Guid Owner, string Field, Guid Target, DeleteBehavior OnDelete);
}
