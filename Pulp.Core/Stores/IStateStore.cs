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
