using Pulp.Plugins;
using Pulp.Secrets;
using Pulp.Stores;

namespace Pulp.Data.Sql;

/// <summary>
/// What all sessions of a database share.
/// </summary>
internal sealed record SqlContext(SqlDialect Dialect, PulpCatalog Catalog, ISecretProtector Secrets, TimeProvider Clock)
{
    /// <summary>Gets the count of changes of who may do what.</summary>
    public ChangeCounter AccessChanges { get; } = new();

    /// <summary>Gets which units' files changed of late.</summary>
    public FileChanges FileChanges { get; } = new();
}
