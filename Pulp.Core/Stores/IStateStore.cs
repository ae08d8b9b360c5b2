namespace Pulp.Stores;

/// <summary>
/// Keeps small values by name: what a sync remembers about upstream, when a schedule last ran.
/// </summary>
public interface IStateStore
{
    /// <summary>Gets a value.</summary>
    /// <param name="scope">What the value belongs to, for example a repository.</param>
    /// <param name="name">The value's name inside the scope.</param>
    /// <returns>The value, or null.</returns>
    ValueTask<byte[]?> GetAsync(Guid scope, string name);

    /// <summary>Lists values whose names begin with a prefix, in the ordinal order of their names.</summary>
    /// <param name="scope">What the values belong to.</param>
    /// <param name="prefix">The beginning of the names.</param>
    /// <param name="after">The last name seen; null to start.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>Names and values.</returns>
    ValueTask<IReadOnlyList<KeyValuePair<string, byte[]>>> ListAsync(Guid scope, string prefix, string? after, int limit);

    /// <summary>Sets values.</summary>
    /// <param name="scope">What the values belong to.</param>
    /// <param name="values">Names and values; a null value removes the name.</param>
    /// <returns>A task.</returns>
    ValueTask SetAsync(Guid scope, IReadOnlyCollection<KeyValuePair<string, byte[]?>> values);

    /// <summary>Removes all values of a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <returns>A task.</returns>
    ValueTask ClearAsync(Guid scope);
}
