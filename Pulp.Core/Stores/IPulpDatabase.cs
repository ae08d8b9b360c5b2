namespace Pulp.Stores;

/// <summary>
/// Gives access to everything that is kept in the database, in sessions that are all or nothing.
/// </summary>
/// <remarks>Safe to call concurrently. Writes are applied one after another in the order they were handed in.</remarks>
public interface IPulpDatabase
{
    /// <summary>Gets a number that grows with each change of users, members of groups, roles and grants, before the change's task completes.</summary>
    /// <remarks>
    /// What was decided from what a read gave may be kept while the number is the one from before the read. It counts the changes of this process alone: an
    /// implementation for servers that share a database must learn of the others' changes as well.
    /// </remarks>
    long AccessGeneration { get; }

    /// <summary>Gets which units' files changed of late.</summary>
    FileChanges FileChanges { get; }

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>A task that completes when the database can be used.</returns>
    /// <exception cref="StoreException">The database cannot be opened, is damaged, or was written by a newer version.</exception>
    Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>Runs a query against one consistent state.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">Reads from the session; calling a method that changes something is an <see cref="InvalidOperationException"/>. It awaits nothing but the session's own methods.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>What the query returned.</returns>
    Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken = default);

    /// <summary>Runs a change as one transaction; it is durable when the task completes.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="change">Reads and writes; when it throws, nothing of it remains. It awaits nothing but the session's own methods, and should take less than 50 ms.</param>
    /// <param name="cancellationToken">Cancels the change while it waits for its turn.</param>
    /// <returns>What the change returned.</returns>
    /// <exception cref="StoreException">The database failed; <see cref="PulpException.IsTransient"/> tells whether a retry may help.</exception>
    Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change, CancellationToken cancellationToken = default);
}
