using System.Runtime.CompilerServices;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Reads the units of a version in the order they came into the repository, a page per transaction: the version does not change.
/// </summary>
internal static class VersionScan
{
    private const int Page = 500;

    public static async IAsyncEnumerable<(T Content, IReadOnlyList<ContentArtifact> Files)> ReadAsync<T>(
        IPulpDatabase database, ContentType type, RepositoryVersion version, bool withFiles, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Content
    {
        for (long? cursor = 0; cursor is not null;)
        {
            var start = cursor.Value;
            var (contents, files, next) = await database.ReadAsync(
                async session =>
                {
                    var (members, after) = await session.Memberships.ScanAsync(version, type, start, Page).ConfigureAwait(false);
                    var keys = members.Select(member => member.ContentKey).ToList();
                    var found = (await session.Contents.GetAsync(keys).ConfigureAwait(false)).ToDictionary(content => content.StoreKey);
                    return (keys.Where(found.ContainsKey).Select(key => (T)found[key]).ToList(), withFiles ? await session.Contents.GetFilesAsync(keys).ConfigureAwait(false) : null, after);
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var content in contents)
                yield return (content, files is null ? [] : [.. files[content.StoreKey]]);
            cursor = next;
        }
    }
}
