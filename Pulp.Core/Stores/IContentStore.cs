using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Queries;
using Pulp.Repositories;

namespace Pulp.Stores;

/// <summary>
/// Keeps content units, their files and the places their files can be fetched from.
/// </summary>
public interface IContentStore
{
    /// <summary>Finds units by natural key.</summary>
    /// <param name="type">The type.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>For each key, in order: the unit's identity, or null.</returns>
    ValueTask<IReadOnlyList<ContentIdentity?>> FindAsync(ContentType type, Guid domainId, IReadOnlyList<KeyHash> keys);

    /// <summary>Saves units that are not there yet with their files and sources; an existing unit gains the files' sources and artifacts it lacks.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="units">The units, of any types.</param>
    /// <returns>For each unit, in order: its identity and whether it is new.</returns>
    ValueTask<IReadOnlyList<(ContentIdentity Identity, bool IsNew)>> SaveAsync(Guid domainId, IReadOnlyList<NewContent> units);

    /// <summary>Corrects what is kept of existing units: their documents become those given, and the files given get the artifacts given. Versions keep holding the same units.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="units">The units, found by their natural keys; labels and files that are not named stay. A source that promises other bytes than a file's new artifact goes.</param>
    /// <returns>For each unit, in order: whether it is there and something of it changed.</returns>
    /// <exception cref="ArgumentException">A unit's repository key, group key, references or membership would change.</exception>
    /// <remarks>For what should not have been kept that way in the first place. Use <see cref="ContentCorrections"/>, which also forgets answers made of it.</remarks>
    ValueTask<IReadOnlyList<bool>> CorrectAsync(Guid domainId, IReadOnlyList<NewContent> units);

    /// <summary>Makes the objects that units of a type are members of (<see cref="ContentType.MemberOf"/>), for units that were saved before the type declared it. Once done, it does nothing.</summary>
    /// <param name="type">The type.</param>
    /// <returns>A task.</returns>
    /// <remarks>From then on <see cref="SaveAsync"/> makes what is missing and <see cref="DeleteOrphansAsync"/> deletes what has no unit any more. Looks at every unit of the type; called before anything else works with the store.</remarks>
    ValueTask GroupAsync(ContentType type);

    /// <summary>Gets units.</summary>
    /// <param name="ids">The identifiers.</param>
    /// <returns>The units found, in any order; units of plugins that are not loaded are left out.</returns>
    ValueTask<IReadOnlyList<Content>> GetAsync(IReadOnlyCollection<Guid> ids);

    /// <summary>Gets units by the store's own keys.</summary>
    /// <param name="storeKeys">The keys.</param>
    /// <returns>The units found, in any order.</returns>
    ValueTask<IReadOnlyList<Content>> GetAsync(IReadOnlyCollection<long> storeKeys);

    /// <summary>
    /// Lists units. Fields: declared filter fields and sort keys, <c>pulp_id</c>, <c>pulp_type</c>, <c>pulp_created</c>, <c>orphaned_since</c>, labels, and
    /// <c>repository_version</c>, <c>repository_version_added</c>, <c>repository_version_removed</c> (a version's identifier), <c>repository</c> with <see cref="Comparison.In"/> (repositories whose content, of any version, is meant).
    /// </summary>
    /// <param name="type">The type; null means all types.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<Content>> QueryAsync(ContentType? type, Guid domainId, Query query);

    /// <summary>Gets the files of units, with stored artifacts and sources.</summary>
    /// <param name="contentKeys">The store's own keys of the units.</param>
    /// <returns>The files of each unit, by the unit's key.</returns>
    ValueTask<ILookup<long, ContentArtifact>> GetFilesAsync(IReadOnlyCollection<long> contentKeys);

    /// <summary>Gets one file.</summary>
    /// <param name="contentArtifactKey">The store's own key of the content artifact.</param>
    /// <returns>The file, or null.</returns>
    ValueTask<ContentArtifact?> GetFileAsync(long contentArtifactKey);

    /// <summary>Attaches a stored artifact to a file, or takes it away.</summary>
    /// <param name="contentArtifactKey">The store's own key of the content artifact.</param>
    /// <param name="artifactKey">The store's own key of the artifact; null makes the file a promise again.</param>
    /// <returns>A task.</returns>
    ValueTask SetArtifactAsync(long contentArtifactKey, long? artifactKey);

    /// <summary>Records whether a source failed.</summary>
    /// <param name="contentArtifactKey">The store's own key of the content artifact.</param>
    /// <param name="remoteId">The remote.</param>
    /// <param name="failedAt">When it failed; null clears the mark.</param>
    /// <returns>A task.</returns>
    ValueTask SetSourceFailureAsync(long contentArtifactKey, Guid remoteId, DateTimeOffset? failedAt);

    /// <summary>Changes the labels of a unit.</summary>
    /// <param name="id">The unit.</param>
    /// <param name="labels">All its labels from now on.</param>
    /// <returns>Whether the unit exists.</returns>
    ValueTask<bool> SetLabelsAsync(Guid id, IReadOnlyDictionary<string, string?> labels);

    /// <summary>Keeps units from being deleted as orphans for a time, whatever a cleanup is told: they were taken on and will be needed.</summary>
    /// <param name="storeKeys">The store's own keys of the units.</param>
    /// <param name="until">When they are orphans like any other again, unless they are in a version then.</param>
    /// <returns>A task.</returns>
    ValueTask HoldAsync(IReadOnlyCollection<long> storeKeys, DateTimeOffset until);

    /// <summary>Deletes units that are in no version and have been of no interest since a time, with their files' rows.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="idleSince">Only units last of interest before this time go.</param>
    /// <param name="only">When not null, only these units are considered.</param>
    /// <param name="cursor">0 to start, then what the previous call returned.</param>
    /// <param name="limit">How many units to look at at most.</param>
    /// <returns>How many went, and the cursor for the next call or null when all were looked at. A unit that another one needs goes after that one, so a pass that deleted something may be followed by another.</returns>
    ValueTask<(int Deleted, long? Cursor)> DeleteOrphansAsync(Guid domainId, DateTimeOffset idleSince, IReadOnlyCollection<Guid>? only, long cursor, int limit);

    /// <summary>Gets the files of a version, or of everything, that have or lack a stored artifact, in the order of their rows.</summary>
    /// <param name="version">The version; null means all files of the domain.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="stored">Whether files with a stored artifact are wanted, or those without.</param>
    /// <param name="afterKey">The store key of the last row seen; 0 to start.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The files.</returns>
    ValueTask<IReadOnlyList<ContentArtifact>> ScanFilesAsync(RepositoryVersion? version, Guid domainId, bool stored, long afterKey, int limit);
}
