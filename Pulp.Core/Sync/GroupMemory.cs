using System.Security.Cryptography;
using System.Text;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Keeps what a sync remembers of each group together with a hash of the group's units and of the remote's choice, so that the memory is used only while both still hold.
/// </summary>
/// <remarks>
/// <code>
/// scope  the repository
/// name   remote id : group key
/// value  choice (8 bytes) | set hash of the group's units (32 bytes) | the source's memory
/// </code>
/// </remarks>
internal sealed class GroupMemory
{
    private const int Prefix = 8 + 32;
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
        choice = SHA256.HashData([.. document, .. Encoding.UTF8.GetBytes(optionsText)])[..8];
    }

    public KeyValuePair<string, byte[]?> Entry(string groupKey, SetHash units, byte[] memory) =>
        new(NameOf(groupKey), [.. choice, .. units.ToBytes(), .. memory]);

    public async ValueTask<byte[]?> ReadAsync(IStoreSession session, RepositoryVersion start, string groupKey)
    {
        var value = await session.States.GetAsync(repository.Id, NameOf(groupKey)).ConfigureAwait(false);
        if (value is null || value.Length < Prefix || !value.AsSpan(0, 8).SequenceEqual(choice))
            return null;
        var present = default(SetHash);
        foreach (var unit in await PresentAsync(session, start, groupKey).ConfigureAwait(false))
            present = present.Add(unit.Id);
        return present == SetHash.FromBytes(value.AsSpan(8, 32)) ? value[Prefix..] : null;
    }

    public async ValueTask<IReadOnlyList<ContentIdentity>> PresentAsync(IStoreSession session, RepositoryVersion start, string groupKey)
    {
        var all = new List<ContentIdentity>();
        foreach (var type in types)
            all.AddRange(await session.Memberships.GroupIdentitiesAsync(start, type, groupKey).ConfigureAwait(false));
        return all;
    }

    private string NameOf(string groupKey) => $"{remoteId:N}:{groupKey}";
}
