using Pulp.Downloads;
using Pulp.Remotes;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Sync;

internal sealed class RunningSyncContext : SyncContext
{
    private readonly SyncRun run;
    private readonly IPulpDatabase database;
    private readonly TaskContext task;

    public RunningSyncContext(SyncRun run, IPulpDatabase database, TaskContext task)
    {
        this.run = run;
        this.database = database;
        this.task = task;
    }

    public override long LeftOut => run.Counts.LeftOut;

    public override UpstreamClient UpstreamOf(Remote remote) => run.Clients.Of(remote);

    public override ProgressPart BeginProgress(string message, string code, long? total = null) => task.BeginProgress(message, code, total);

    public override void Skip(string reason, string? what = null) => run.Counts.Skip(reason, what);

    public override string CreateWorkingDirectory() => task.CreateWorkingDirectory();

    public override async ValueTask<byte[]?> RememberedAsync(string groupKey, CancellationToken cancellationToken)
    {
        run.Saving.TracksGroups = true;
        return await database.ReadAsync(session => run.Memory.ReadAsync(session, run.Draft.Start, groupKey), cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<byte[]?> RememberedAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(session => run.Upstream.ReadAsync(session), cancellationToken).ConfigureAwait(false);
}
