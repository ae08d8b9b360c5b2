using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Repositories;

/// <summary>
/// Describes a repository type.
/// </summary>
public sealed record RepositoryType : ResourceType
{
    /// <summary>Gets the full names of the content types its versions may hold.</summary>
    public required IReadOnlyList<string> ContentTypes { get; init; }

    /// <summary>Gets what repositories of the type can be synced from; empty when they cannot be synced.</summary>
    public IReadOnlyList<RepositorySyncSource> SyncSources { get; init; } = [];

    /// <summary>Gets the CLR type of the further options of a sync request, or null when there are none.</summary>
    public Type? SyncOptions { get; init; }

    /// <summary>Gets the CLR type that checks a draft before it becomes a version, or null.</summary>
    public Type? VersionCheck { get; init; }

    /// <summary>Gets the CLR type of what decides which units go after others, or null.</summary>
    public Type? RemovalRule { get; init; }

    /// <summary>Gets how a repository asks to be published after each new version, or null.</summary>
    public RepositoryAutopublish? Autopublish { get; init; }

    /// <summary>Gets the CLR type of the source that reads a remote.</summary>
    /// <param name="remote">The remote.</param>
    /// <returns>The type, or null when repositories of this type cannot be synced from such a remote.</returns>
    public Type? FindSyncSource(Remote remote) => SyncSources.FirstOrDefault(source => source.RemoteType.IsInstanceOfType(remote))?.Source;
}
