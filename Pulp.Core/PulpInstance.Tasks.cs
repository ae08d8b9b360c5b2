using System.Text.Json;
using Pulp.Documents;
using Pulp.Maintenance;
using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp;

/// <content>Long work: what is repaired and cleaned up, and how a task is followed.</content>
public sealed partial class PulpInstance
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Looks for files that are lost or damaged, and fetches them again where a remote still has them.</summary>
    /// <param name="version">The version whose files are looked at; null means all files.</param>
    /// <param name="verifyChecksums">Whether every file is read and its digest compared; otherwise only its presence and size are.</param>
    /// <param name="progress">Told about five times a second how far each part of the work is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels; what was repaired stays so.</param>
    /// <returns>What was found and mended.</returns>
    /// <exception cref="RepositoryChangeException">The repository of the version is gone.</exception>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public async Task<RepairResult> RepairAsync(
        RepositoryVersion? version = null, bool verifyChecksums = true, IProgress<IReadOnlyList<ProgressReport>>? progress = null, CancellationToken cancellationToken = default)
    {
        var repository = version is null ? null : await GetAsync<Repository>(version.RepositoryId, cancellationToken).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("repository", "There is no such repository.");
        IReadOnlyList<string> locks = repository is null ? [] : [$"shared:{catalog.ResourceTypeOf(repository).PrnOf(repository.Id)}"];
        var request = new TaskRequest { Name = Repair.TaskName, Locks = [Repair.TaskName, .. locks] };
        var task = await tasks.DispatchAsync<Repair, RepairArguments>(request, new RepairArguments { VersionId = version?.Id, VerifyChecksums = verifyChecksums }, cancellationToken).ConfigureAwait(false);
        return ResultOf<RepairResult>(await FollowAsync(task, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes units that no version of a repository holds, files of no unit, and what stopped work left behind.</summary>
    /// <param name="protectionTime">How long things must have been of no interest; null means <see cref="PulpOptions.OrphanProtectionTime"/>.</param>
    /// <param name="progress">Told about five times a second how far each part of the work is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels; what is gone stays gone.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public async Task<OrphanCleanupResult> CleanUpAsync(
        TimeSpan? protectionTime = null, IProgress<IReadOnlyList<ProgressReport>>? progress = null, CancellationToken cancellationToken = default)
    {
        var request = new TaskRequest { Name = OrphanCleanup.TaskName, Locks = [OrphanCleanup.TaskName] };
        var task = await tasks.DispatchAsync<OrphanCleanup, OrphanCleanupArguments>(request, new OrphanCleanupArguments { ProtectionTime = protectionTime }, cancellationToken).ConfigureAwait(false);
        return ResultOf<OrphanCleanupResult>(await FollowAsync(task, progress, cancellationToken).ConfigureAwait(false));
    }

    private async Task<PulpTask> FollowAsync(PulpTask task, IProgress<IReadOnlyList<ProgressReport>>? progress, CancellationToken cancellationToken)
    {
        using var canceling = cancellationToken.Register(() => _ = tasks.CancelAsync(task.Id));
        var end = tasks.WaitAsync(task.Id, CancellationToken.None);
        while (progress is not null && await Task.WhenAny(end, Task.Delay(ProgressInterval, CancellationToken.None)).ConfigureAwait(false) != end)
            progress.Report(tasks.Peek(task.Id)?.Progress ?? []);
        var ended = await end.ConfigureAwait(false);
        progress?.Report(ended.Progress);
        cancellationToken.ThrowIfCancellationRequested();
        return ended.State == TaskState.Completed ? ended : throw new TaskFailedException(ended);
    }

    private static T ResultOf<T>(PulpTask task) => task.Result is { } result ? result.Deserialize<T>(DocumentJson.Options)! : throw new InvalidOperationException($"The task {task.Id} has no result.");
}
