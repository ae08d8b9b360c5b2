namespace Pulp.Maintenance;

/// <summary>
/// Represents what a <see cref="DigestMigration"/> did.
/// </summary>
/// <param name="Changed">How many artifacts have exactly the wanted digests now.</param>
/// <param name="Left">The artifacts whose bytes are missing, damaged or cannot be read; their digests are as they were.</param>
public sealed record DigestMigrationResult(long Changed, StoreReport Left);
