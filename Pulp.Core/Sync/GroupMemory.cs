using System.Security.Cryptography;
using System.Text;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Keeps what a sync remembers of each group together with the units upstream had and the remote's choice, so that the memory is used only while both still hold.
/// </summary>
/// <remarks>
/// Scope is the repository, name is the remote and the group key. A group may hold more than upstream has, for example uploads or what earlier syncs left:
/// the memory asks only for the units of its own sync.
/// </remarks>
internal sealed class GroupMemory
{
    private readonly PulpCatalog catalog;
    private readonly Repository repository;
    private readonly Guid remoteId;
    private readonly byte[] choice;
    private readonly IReadOnlyList<ContentTypes.ContentType> types;

    public GroupMemory(PulpCatalog catalog, Repository repository, Remotes.Remote remote, object? options)
    {
        this.catalog = catalog;
        this.repository = repository;
        remoteId = remote.Id;
        types = [.. catalog.TypeOf(repository).ContentTypes.Select(name => this.catalog.TryGetContentType(name, out var type) ? type : null).OfType<ContentTypes.ContentType>()];
        var document = catalog.ResourceTypeOf(remote).WriteDocument(remote with { Labels = Resources.Resource.EmptyLabels });
        var optionsText = options is null ? "" : System.Text.Json.JsonSerializer.Serialize(options, options.GetType(), Documents.DocumentJson.Options);
        choice = SHA256.HashData([.. document, .. Encoding.UTF8.GetBytes(optionsText)])[..RememberedGroup.ChoiceLength];
    }

    /// <summary>Gets the hash of the remote and the options.</summary>
    public byte[] Choice => choice;

    /// <summary>Gets the entry to save of a group; null as its value forgets the group.</summary>
    public KeyValuePair<string, byte[]?> Entry(string groupKey, RememberedGroup? group) => new(NameOf(groupKey), group?.Write(choice));

    public async ValueTask<byte[]?> ReadAsync(IStoreSession session, RepositoryVersion start, string groupKey) =>
        await FindAsync(session, start, groupKey).ConfigureAwait(false) is var (group, _) ? group.Memory : null;

    /// <summary>Gets the units upstream had of a group, all of them in the version; none when the memory does not hold.</summary>
    public async ValueTask<IReadOnlyList<ContentIdentity>> UnitsAsync(IStoreSession session, RepositoryVersion start, string groupKey) =>
        await FindAsync(session, start, groupKey).ConfigureAwait(false) is var (_, units) ? units : [];

    /// <summary>Gets all units the version has of a group.</summary>
    public async ValueTask<IReadOnlyList<ContentIdentity>> PresentAsync(IStoreSession session, RepositoryVersion start, string groupKey)
    {
        var present = new List<ContentIdentity>();
        foreach (var type in types)
            present.AddRange(await session.Memberships.GroupIdentitiesAsync(start, type, groupKey).ConfigureAwait(false));
        return present;
    }

    private async ValueTask<(RememberedGroup Group, IReadOnlyList<ContentIdentity> Units)?> FindAsync(IStoreSession session, RepositoryVersion start, string groupKey)
    {
        var value = await session.States.GetAsync(repository.Id, NameOf(groupKey)).ConfigureAwait(false);
        if (value is null || RememberedGroup.TryRead(value, choice) is not { } group)
            return null;
        var present = await PresentAsync(session, start, groupKey).ConfigureAwait(false);
        return group.FindIn(present) is { } units ? (group, units) : null;
    }

    private string NameOf(string groupKey) => $"{remoteId:N}:{groupKey}";
}
