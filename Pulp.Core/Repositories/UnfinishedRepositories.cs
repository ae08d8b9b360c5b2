using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Notes repositories that are to be gone should the process end now: those that are being deleted, and those that an import makes and has not filled.
/// </summary>
internal static class UnfinishedRepositories
{
    private const int AtOnce = 1000;
    private static readonly Guid Scope = new("00000000-0000-7000-8000-e8b047000001");

    public static ValueTask NoteAsync(IStoreSession session, Guid repositoryId) => SetAsync(session, repositoryId, [1]);

    public static ValueTask ForgetAsync(IStoreSession session, Guid repositoryId) => SetAsync(session, repositoryId, null);

    public static async Task<IReadOnlyList<Guid>> ListAsync(IPulpDatabase database, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(static session => session.States.ListAsync(Scope, "", null, AtOnce), cancellationToken).ConfigureAwait(false)).Select(note => Guid.ParseExact(note.Key, "N"))];

    private static ValueTask SetAsync(IStoreSession session, Guid repositoryId, byte[]? value) => session.States.SetAsync(Scope, [KeyValuePair.Create(repositoryId.ToString("N"), value)]);
}
