using Pulp.Access;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Checks what clients name before a task is made of it.
/// </summary>
internal sealed class ActionChecks(IPulpDatabase database, IAccessEvaluator access, GalaxyTypes types)
{
    private const string Modify = "ansible.modify_ansiblerepository";

    /// <summary>Requires that units are versions of collections.</summary>
    /// <exception cref="InvalidResourceException">One of them is something else, or there is none.</exception>
    public async Task RequireCollectionsAsync(string field, IReadOnlyList<Guid>? units, CancellationToken cancellationToken)
    {
        if (units is null)
            return;
        if (units.Count == 0)
            throw Invalid(field, "This list may not be empty.");
        var found = await database.ReadAsync(session => session.Contents.GetAsync(units), cancellationToken).ConfigureAwait(false);
        if (found.Any(unit => unit is not CollectionVersion))
            throw Invalid(field, "Only versions of collections are taken.");
    }

    /// <summary>Requires that a service signs collections.</summary>
    /// <exception cref="InvalidResourceException">It signs something else.</exception>
    public async Task RequireServiceAsync(Guid? service, CancellationToken cancellationToken)
    {
        if (service is { } id && await database.ReadAsync(session => SigningServiceCheck.ProblemAsync(session, id), cancellationToken).ConfigureAwait(false) is { } problem)
            throw Invalid("signing_service", problem);
    }

    /// <summary>Gets repositories that the caller may change.</summary>
    /// <exception cref="InvalidResourceException">One of them is another kind of repository, or not the caller's to change.</exception>
    public async Task<IReadOnlyList<AnsibleRepository>> RequireRepositoriesAsync(ResourceActionContext context, string field, IReadOnlyList<Guid> repositories, CancellationToken cancellationToken)
    {
        if (repositories.Count == 0)
            throw Invalid(field, "This list may not be empty.");
        var found = new List<AnsibleRepository>();
        foreach (var id in repositories.Distinct())
        {
            if (await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) is not AnsibleRepository repository)
                throw Invalid(field, "It is no repository of Ansible collections.");
            if (!await access.IsAllowedAsync(context.Caller, Modify, types.PrnOf(repository), cancellationToken).ConfigureAwait(false))
                throw Invalid(field, $"You do not have the permission to change the repository '{repository.Name}'.");
            found.Add(repository);
        }

        return found;
    }

    public static InvalidResourceException Invalid(string field, string message) => new(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });
}
