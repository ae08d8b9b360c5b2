using System.Buffers.Binary;
using Pulp.ContentTypes;
using Pulp.Data.Sql;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Makes the objects that units are members of with their first unit, and deletes them with their last. How many units one has is kept in its state.
/// </summary>
internal sealed class ContentGroups
{
    private const string Count = "units";
    private static readonly Guid GroupedTypes = new("0193f1c0-0000-7000-8000-000000000001");
    private readonly SqlSession session;
    private readonly Guid domainId;
    private readonly Dictionary<(ResourceType Type, string Key), (Resource Described, long Change)> changes = [];

    public ContentGroups(SqlSession session, Guid domainId) => (this.session, this.domainId) = (session, domainId);

    /// <summary>Makes the objects of a type that did not have them, once.</summary>
    public static async ValueTask MakeAsync(SqlSession session, ContentType type)
    {
        if (type.MemberOf is null || await session.States.GetAsync(GroupedTypes, type.Name).ConfigureAwait(false) is not null)
            return;
        var reader = await ContentReader.OpenAsync(session).ConfigureAwait(false);
        foreach (var (number, id) in await session.ListAsync("SELECT id, uuid FROM content_domain", static row => (row.GetInt64(0), row.GetGuid(1))).ConfigureAwait(false))
        {
            var groups = new ContentGroups(session, id);
            using (var rows = session.Prepare(
                $"SELECT {ContentReader.Columns} FROM content c WHERE c.domain_id = ?1 AND c.type_id = ?2", number, await session.Numbers.FindTypeAsync(type.Name).ConfigureAwait(false)))
            {
                while (await rows.ReadAsync().ConfigureAwait(false))
                    groups.Note(type, reader.Read(rows), change: 1);
            }

            await groups.ApplyAsync(isCountedAnew: true).ConfigureAwait(false);
        }

        await session.States.SetAsync(GroupedTypes, [KeyValuePair.Create(type.Name, (byte[]?)[1])]).ConfigureAwait(false);
    }

    /// <summary>Forgets that the objects of types were made, because what is kept of their plugin is being deleted.</summary>
    public static ValueTask ForgetAsync(SqlSession session, IEnumerable<string> types) =>
        session.States.SetAsync(GroupedTypes, [.. types.Select(type => KeyValuePair.Create(type, (byte[]?)null))]);

    /// <summary>Notes that a unit came or is about to go.</summary>
    /// <param name="type">The unit's type.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="change">1 or -1.</param>
    public void Note(ContentType type, Content unit, int change)
    {
        if (type.MemberOf is not { } group)
            return;
        var described = group.Describe(unit, domainId);
        var key = described.GetKey() ?? throw new InvalidOperationException($"A {group.ClrType.Name} has no key, and a unit of '{type.Name}' is a member of it.");
        var groupType = session.Catalog.ResourceTypeOf(described);
        changes[(groupType, key)] = (described, changes.GetValueOrDefault((groupType, key)).Change + change);
    }

    /// <summary>Applies what was noted.</summary>
    /// <param name="isCountedAnew">Whether all units were noted, so that earlier counts do not matter.</param>
    public async ValueTask ApplyAsync(bool isCountedAnew = false)
    {
        foreach (var ((type, key), (described, change)) in changes)
        {
            if (change != 0)
                await ApplyAsync(type, key, described, change, isCountedAnew).ConfigureAwait(false);
        }

        changes.Clear();
    }

    private async ValueTask ApplyAsync(ResourceType type, string key, Resource described, long change, bool isCountedAnew)
    {
        var found = await session.Resources.FindAsync(type.Kind, domainId, key, type).ConfigureAwait(false);
        if (found is null && change < 0)
            return;
        found ??= await session.Resources.InsertAsync(described with { DomainId = domainId }).ConfigureAwait(false) is ResourceOutcome.Saved saved
            ? saved.Resource
            : throw new StoreException($"The {type.Name} '{key}' cannot be made: its identifier is taken.", false);
        var before = !isCountedAnew && await session.States.GetAsync(found.Id, Count).ConfigureAwait(false) is { Length: sizeof(long) } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
        if (before + change > 0)
        {
            var after = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(after, before + change);
            await session.States.SetAsync(found.Id, [KeyValuePair.Create(Count, (byte[]?)after)]).ConfigureAwait(false);
            return;
        }

        // What refers to it and may not lose it keeps it.
        if ((await session.Resources.DeleteAsync(found.Id).ConfigureAwait(false)).Count > 0)
            return;
        await session.Access.Grants.RemoveObjectAsync(type.PrnOf(found.Id)).ConfigureAwait(false);
        await session.States.ClearAsync(found.Id).ConfigureAwait(false);
    }
}
