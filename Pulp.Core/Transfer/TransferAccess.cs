using Pulp.Access;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Asks whether who may use an exporter or importer may also do so with the repositories it works on.
/// </summary>
internal sealed class TransferAccess
{
    private readonly IAccessEvaluator evaluator;
    private readonly PulpCatalog catalog;

    public TransferAccess(IAccessEvaluator evaluator, PulpCatalog catalog)
    {
        this.evaluator = evaluator;
        this.catalog = catalog;
    }

    /// <summary>Fails unless the caller sees the repositories.</summary>
    /// <exception cref="InvalidResourceException">One is not seen.</exception>
    public async Task RequireViewAsync(Caller caller, IReadOnlyList<Repository> repositories, CancellationToken cancellationToken)
    {
        foreach (var repository in repositories)
        {
            if (!await IsAllowedAsync(caller, repository, "view", isNew: false, cancellationToken).ConfigureAwait(false))
                throw Refused("versions", "The exporter has a repository that you may not see.");
        }
    }

    /// <summary>Fails unless the caller may change the repositories, and create those that are new.</summary>
    /// <exception cref="InvalidResourceException">One may not be changed or created.</exception>
    public async Task RequireModifyAsync(Caller caller, IEnumerable<(Repository Repository, bool IsNew)> targets, string field, CancellationToken cancellationToken)
    {
        foreach (var (repository, isNew) in targets)
        {
            if (!await IsAllowedAsync(caller, repository, isNew ? "add" : "modify", isNew, cancellationToken).ConfigureAwait(false))
                throw Refused(field, $"You may not {(isNew ? "create" : "change")} the repository '{repository.Name}'.");
        }
    }

    private ValueTask<bool> IsAllowedAsync(Caller caller, Repository repository, string action, bool isNew, CancellationToken cancellationToken)
    {
        var type = catalog.TypeOf(repository);
        return evaluator.IsAllowedAsync(caller, type.Permission(action), isNew ? null : type.PrnOf(repository.Id), cancellationToken);
    }

    private static InvalidResourceException Refused(string field, string message) => new(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });
}
