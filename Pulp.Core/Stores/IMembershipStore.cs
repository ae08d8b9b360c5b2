using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Repositories;

namespace Pulp.Stores;

/// <summary>
/// Keeps which content is in which version, and finds content inside a version.
/// </summary>
/// <remarks>Reading methods take any complete version; the cost of a look-up does not depend on how many versions the repository has.</remarks>
public interface IMembershipStore
{
    /// <summary>Adds units to a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="units">The units. A later one with the same repository key replaces an earlier one.</param>
    /// <param name="replace">Whether a unit may take the place of another with the same repository key.</param>
    /// <returns>What became of each unit, in order.</returns>
    ValueTask<IReadOnlyList<MembershipOutcome>> AddAsync(VersionDraft draft, IReadOnlyList<Membership> units, bool replace = true);

    /// <summary>Removes units from a draft; units that are not in it are passed over.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="contentKeys">The store's own keys of the units.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<long> RemoveAsync(VersionDraft draft, IReadOnlyCollection<long> contentKeys);

    /// <summary>Finds the units of a draft that go when others have gone: those which only the gone units needed, and those which belong to a gone unit.</summary>
    /// <param name="draft">The draft, from which the units were removed.</param>
    /// <param name="removedKeys">The store's own keys of the removed units.</param>
    /// <returns>The keys of units still in the draft. Removing them may leave further ones.</returns>
    ValueTask<IReadOnlyList<long>> DependentsAsync(VersionDraft draft, IReadOnlyCollection<long> removedKeys);

    /// <summary>Removes all units from a draft.</summary>
    /// <param name="draft">The draft, not staged.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<long> RemoveAllAsync(VersionDraft draft);

    /// <summary>Makes the content of a draft equal to that of a version, of the same or of another repository, at the cost of the difference.</summary>
    /// <param name="draft">The draft, not staged.</param>
    /// <param name="source">The version.</param>
    /// <returns>A task.</returns>
    ValueTask CopyAsync(VersionDraft draft, RepositoryVersion source);

    /// <summary>Removes from a staged draft what its start version held and the caller did not see, a part at a time.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="isSeen">Tells by a unit's store key whether it stays.</param>
    /// <param name="cursor">0 to start, then what the previous call returned.</param>
    /// <param name="limit">How many rows to look at.</param>
    /// <returns>The cursor for the next call, or null when all were looked at.</returns>
    ValueTask<long?> RemoveUnseenAsync(VersionDraft draft, Func<long, bool> isSeen, long cursor, int limit);

    /// <summary>Finds the unit under a repository key.</summary>
    /// <param name="version">The version.</param>
    /// <param name="key">The repository key.</param>
    /// <returns>The unit's identity, or null.</returns>
    ValueTask<ContentIdentity?> FindAsync(RepositoryVersion version, KeyHash key);

    /// <summary>Gets which of some units are in a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="contentKeys">The store's own keys of the units.</param>
    /// <returns>Those that are in it.</returns>
    ValueTask<IReadOnlySet<long>> PresentAsync(RepositoryVersion version, IReadOnlyCollection<long> contentKeys);

    /// <summary>Gets the units of a version that belong to some units, such as signatures to what they sign (<see cref="ContentTypes.ReferenceDirection.BelongsTo"/>).</summary>
    /// <param name="version">The version.</param>
    /// <param name="contentKeys">The store's own keys of the units they belong to, which need not be in the version.</param>
    /// <returns>The store's own keys of the units that belong to them directly, each once.</returns>
    ValueTask<IReadOnlyList<long>> BelongingAsync(RepositoryVersion version, IReadOnlyCollection<long> contentKeys);

    /// <summary>Gets the units of a group.</summary>
    /// <param name="version">The version.</param>
    /// <param name="type">The type.</param>
    /// <param name="groupKey">The group key.</param>
    /// <returns>The units, in the order they were added.</returns>
    ValueTask<IReadOnlyList<Content>> GroupAsync(RepositoryVersion version, ContentType type, string groupKey);

    /// <summary>Gets the identities of the units of a group.</summary>
    /// <param name="version">The version.</param>
    /// <param name="type">The type.</param>
    /// <param name="groupKey">The group key.</param>
    /// <returns>The identities.</returns>
    ValueTask<IReadOnlyList<ContentIdentity>> GroupIdentitiesAsync(RepositoryVersion version, ContentType type, string groupKey);

    /// <summary>Gets the group keys of a version in ordinal order, a part at a time.</summary>
    /// <param name="version">The version.</param>
    /// <param name="type">The type.</param>
    /// <param name="after">The last key seen; null to start.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The keys.</returns>
    ValueTask<IReadOnlyList<string>> GroupsAsync(RepositoryVersion version, ContentType type, string? after, int limit);

    /// <summary>Gets the units of a version in the order of their rows, a part at a time.</summary>
    /// <param name="version">The version.</param>
    /// <param name="type">The type; null means all types.</param>
    /// <param name="cursor">0 to start, then what the previous call returned.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The units, and the cursor for the next call or null at the end.</returns>
    ValueTask<(IReadOnlyList<Membership> Units, long? Cursor)> ScanAsync(RepositoryVersion version, ContentType? type, long cursor, int limit);

    /// <summary>Gets what differs between two versions of one repository, or of two, a part at a time.</summary>
    /// <param name="from">The version compared to.</param>
    /// <param name="to">The version compared.</param>
    /// <param name="added">Whether the units only in <paramref name="to"/> are wanted, or those only in <paramref name="from"/>.</param>
    /// <param name="cursor">0 to start, then what the previous call returned.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The units' identities, and the cursor for the next call or null at the end.</returns>
    ValueTask<(IReadOnlyList<ContentIdentity> Units, long? Cursor)> DiffAsync(RepositoryVersion from, RepositoryVersion to, bool added, long cursor, int limit);

    /// <summary>Finds the file at a path.</summary>
    /// <param name="version">The version.</param>
    /// <param name="relativePath">The path below the distribution's base path.</param>
    /// <returns>The file, or null.</returns>
    ValueTask<ContentArtifact?> FindFileAsync(RepositoryVersion version, string relativePath);

    /// <summary>Finds a file that a version added where it cannot be: at the path of another, or where another needs a directory, or the other way round.</summary>
    /// <param name="version">The version; the files it did not add are taken to fit each other.</param>
    /// <returns>The first such conflict, or null.</returns>
    ValueTask<PathConflict?> FindPathConflictAsync(RepositoryVersion version);

    /// <summary>Gets the entries of a directory of a version: files and sub-directories directly below a prefix.</summary>
    /// <param name="version">The version.</param>
    /// <param name="prefix">Empty, or a path that ends in a slash.</param>
    /// <returns>The entries in ordinal order; empty when nothing is below the prefix.</returns>
    ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(RepositoryVersion version, string prefix);
}
