namespace Pulp.Data.Sql;

/// <summary>
/// Counts the changes of something that others keep decisions about in memory.
/// </summary>
internal sealed class ChangeCounter
{
    private long count;

    public long Count => Volatile.Read(ref count);

    public void Add() => Interlocked.Increment(ref count);
}
