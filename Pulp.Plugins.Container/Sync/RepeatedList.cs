namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Asks for upstream's list of tags once more, at most once in a sync, when a tag of the list is not there: it was deleted meanwhile, or upstream contradicts itself.
/// </summary>
internal sealed class RepeatedList
{
    private readonly Lazy<Task<HashSet<string>>> tags;

    public RepeatedList(UpstreamRegistry registry, CancellationToken cancellationToken) =>
        tags = new Lazy<Task<HashSet<string>>>(() => ReadAsync(registry, cancellationToken));

    /// <summary>Gets whether upstream still lists a tag.</summary>
    public async Task<bool> HasAsync(string tag, CancellationToken cancellationToken) =>
        (await tags.Value.WaitAsync(cancellationToken).ConfigureAwait(false)).Contains(tag);

    private static async Task<HashSet<string>> ReadAsync(UpstreamRegistry registry, CancellationToken cancellationToken)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var tag in registry.TagsAsync(cancellationToken).ConfigureAwait(false))
            listed.Add(tag);
        return listed;
    }
}
