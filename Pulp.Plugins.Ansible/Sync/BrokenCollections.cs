using Pulp.Downloads;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Decides what becomes of collections that upstream lists and cannot give: they are reported and left out, or fail the sync.
/// </summary>
internal sealed class BrokenCollections
{
    private readonly SyncContext context;
    private readonly OnBroken onBroken;
    private volatile bool any;

    public BrokenCollections(SyncContext context, OnBroken onBroken)
    {
        this.context = context;
        this.onBroken = onBroken;
    }

    /// <summary>Gets whether something was reported, or its file could not be had.</summary>
    public bool Any => any || context.LeftOut > 0;

    /// <summary>Gets whether a failure is about one collection; others are upstream's as a whole, and fail the sync.</summary>
    public static bool Concerns(Exception exception) => exception is BrokenCollectionException or DownloadException { ConcernsOneFile: true };

    /// <summary>Reports a collection or version of one.</summary>
    /// <param name="reason">Why, in words that repeat.</param>
    /// <param name="what">What it is.</param>
    /// <param name="cause">What happened, if something was thrown.</param>
    /// <exception cref="SyncException">The sync is to fail of it.</exception>
    public void Report(string reason, string what, Exception? cause = null)
    {
        var told = cause is null ? what : $"{what}: {cause.Message}";
        if (onBroken == OnBroken.Fail)
            throw new SyncException($"{told} ({reason}).", cause);
        any = true;
        context.Skip(reason, told);
    }
}
