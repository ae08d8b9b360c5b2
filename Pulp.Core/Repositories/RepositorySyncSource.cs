namespace Pulp.Repositories;

/// <summary>
/// Represents that repositories of a type can be synced from remotes of a type.
/// </summary>
/// <param name="RemoteType">The CLR type of the remotes.</param>
/// <param name="Source">The CLR type of the <see cref="Sync.ISyncSource"/> that reads them.</param>
public sealed record RepositorySyncSource(Type RemoteType, Type Source);
