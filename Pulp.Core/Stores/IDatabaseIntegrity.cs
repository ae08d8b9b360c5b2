namespace Pulp.Stores;

/// <summary>
/// Checks the structure of a database.
/// </summary>
/// <remarks>An optional ability of an <see cref="IPulpDatabase"/>: test for it with <c>is</c>.</remarks>
public interface IDatabaseIntegrity
{
    /// <summary>Checks pages, indexes and references.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What is wrong, one line each; empty when nothing is.</returns>
    /// <exception cref="StoreException">The database cannot be read at all.</exception>
    Task<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken = default);
}
