using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Sqlite;

/// <summary>
/// A change on its way through the writer: waiting, running, then completed or failed.
/// </summary>
internal abstract class SqliteChange
{
    /// <summary>Marks the change as running, unless it was canceled while it waited.</summary>
    public abstract bool TryStart();

    /// <summary>Runs the delegate to its end.</summary>
    public abstract void Run(SqlSession session);

    public abstract void Complete();

    public abstract void Fail(Exception exception);

    /// <summary>Gets the result of a delegate, which must have ended when it returned.</summary>
    public static T Ended<T>(ValueTask<T> task)
    {
        if (!task.IsCompleted)
        {
            _ = task.AsTask().ContinueWith(static left => left.Exception, TaskScheduler.Default);
            throw new InvalidOperationException("A delegate of IPulpDatabase awaited something else than its session's own methods. Do that before or after the read or write.");
        }

        return task.GetAwaiter().GetResult();
    }
}
