namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Keeps what was read of things that never change, as many as were asked for last; each is read once, however many ask meanwhile.
/// </summary>
/// <param name="limit">How many are kept.</param>
internal sealed class RecentValues<TKey, TValue>(int limit)
    where TKey : notnull
{
    private readonly Lock sync = new();

    // The last used come last.
    private readonly List<(TKey Key, Lazy<Task<TValue>> Value)> kept = [];

    /// <summary>Gets a value.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="read">Reads it when it is not kept; runs to its end whoever leaves. When it fails, the next one to ask reads anew.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> read, CancellationToken cancellationToken)
    {
        var value = Keep(key, read);
        try
        {
            return await value.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (value.Value.IsFaulted || value.Value.IsCanceled)
        {
            lock (sync)
                kept.RemoveAll(one => one.Value == value);
            throw;
        }
    }

    private Lazy<Task<TValue>> Keep(TKey key, Func<Task<TValue>> read)
    {
        lock (sync)
        {
            var index = kept.FindIndex(one => one.Key.Equals(key));
            var found = index < 0 ? (key, new Lazy<Task<TValue>>(read)) : kept[index];
            if (index >= 0)
                kept.RemoveAt(index);
            kept.Add(found);
            if (kept.Count > limit)
                kept.RemoveAt(0);
            return found.Item2;
        }
    }
}
