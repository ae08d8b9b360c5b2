using Pulp.Plugins;
using Pulp.Secrets;

namespace Pulp.Data.Sql;

/// <summary>
/// What all sessions of a database share.
/// </summary>
internal sealed record SqlContext(SqlDialect Dialect, PulpCatalog Catalog, ISecretProtector Secrets, TimeProvider Clock);
