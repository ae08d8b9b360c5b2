using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Publications;

/// <summary>
/// Finds the newest complete publication of a repository or of one version.
/// </summary>
internal static class NewestPublications
{
    public static async ValueTask<Guid?> OfVersionAsync(IStoreSession session, Guid versionId) =>
        (await session.Resources.ReferringAsync(versionId).ConfigureAwait(false))
            .OfType<Publication>()
            .Where(publication => publication.Complete)
            .OrderByDescending(publication => publication.Created)
            .ThenByDescending(publication => publication.Id)
            .FirstOrDefault()?.Id;

    // Publications come with versions: the newest is found on the newest version that has one.
    public static async ValueTask<Guid?> OfRepositoryAsync(IStoreSession session, Guid repositoryId)
    {
        if (await session.Resources.GetAsync(repositoryId).ConfigureAwait(false) is not { } repository)
            return null;
        for (var offset = 0; ; offset += 100)
        {
            var page = await session.Versions.QueryAsync(repositoryId, repository.DomainId, new Query { Offset = offset, Limit = 100, WithCount = false }).ConfigureAwait(false);
            foreach (var version in page.Items)
            {
                if (await OfVersionAsync(session, version.Id).ConfigureAwait(false) is { } newest)
                    return newest;
            }

            if (page.Items.Count < 100)
                return null;
        }
    }
}
