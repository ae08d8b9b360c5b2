using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Lets an importer name only repositories that are there.
/// </summary>
internal sealed class ImporterRule : IResourceRule
{
    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not PulpImporter importer)
            return;
        foreach (var problem in await ProblemsAsync(session, importer.RepoMapping, importer.DomainId).ConfigureAwait(false))
            errors.Add("repo_mapping", problem);
    }

    public static async ValueTask<IReadOnlyList<string>> ProblemsAsync(IStoreSession session, IReadOnlyDictionary<string, string> mapping, Guid domainId)
    {
        var problems = new List<string>();
        foreach (var name in mapping.Values.Distinct(StringComparer.Ordinal))
        {
            if (await session.Resources.FindAsync(ResourceKind.Repository, domainId, name).ConfigureAwait(false) is null)
                problems.Add($"There is no repository '{name}'.");
        }

        return problems;
    }
}
