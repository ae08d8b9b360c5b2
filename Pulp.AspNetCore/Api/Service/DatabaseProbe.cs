using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>Asks the database something that costs next to nothing, to see whether it answers.</summary>
internal static class DatabaseProbe
{
    /// <summary>Asks.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels waiting for the answer.</param>
    /// <exception cref="StoreException">It does not.</exception>
    public static Task RunAsync(IPulpDatabase database, CancellationToken cancellationToken) =>
        database.ReadAsync(static session => session.States.GetAsync(Guid.Empty, "status"), cancellationToken);
}
