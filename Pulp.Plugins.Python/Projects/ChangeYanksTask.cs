using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Yanks files of a repository, or takes that back.
/// </summary>
internal sealed class ChangeYanksTask(IPulpDatabase database, Yanks yanks) : ITaskHandler<ChangeYanks>
{
    public const string TaskName = "python.change_yanks";

    public async Task<object?> RunAsync(TaskContext context, ChangeYanks arguments, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => session.Resources.GetAsync(arguments.RepositoryId), cancellationToken).ConfigureAwait(false) is not PythonRepository repository)
            throw new RepositoryChangeException("repository", "There is no such repository.");
        var (_, version) = arguments.Reason is { } reason
            ? await yanks.YankAsync(repository, arguments.Filenames, reason, cancellationToken).ConfigureAwait(false)
            : await yanks.RestoreAsync(repository, arguments.Filenames, cancellationToken).ConfigureAwait(false);
        if (version is not null)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        return null;
    }
}
