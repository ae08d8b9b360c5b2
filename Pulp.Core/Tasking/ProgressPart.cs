namespace Pulp.Tasking;

/// <summary>
/// Counts one part of a task's work.
/// </summary>
/// <remarks>Safe to use from several threads.</remarks>
public sealed class ProgressPart
{
    private readonly string message;
    private readonly string code;
    private long done;
    private long total;
    private volatile string? suffix;
    private volatile bool completed;

    internal ProgressPart(string message, string code, long? total)
    {
        this.message = message;
        this.code = code;
        this.total = total ?? -1;
    }

    /// <summary>Gets how many are done.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <summary>Adds to what is done.</summary>
    /// <param name="count">How many more.</param>
    public void Increment(long count = 1) => Interlocked.Add(ref done, count);

    /// <summary>Sets how many there are.</summary>
    /// <param name="value">The number.</param>
    public void SetTotal(long value) => Interlocked.Exchange(ref total, value);

    /// <summary>Sets a further word on the present item.</summary>
    /// <param name="value">The word, or null.</param>
    public void SetSuffix(string? value) => suffix = value;

    /// <summary>Marks the part as completed.</summary>
    public void Complete() => completed = true;

    internal ProgressReport ToReport(TaskState? final)
    {
        var known = Interlocked.Read(ref total);
        return new ProgressReport(message, code, completed ? TaskState.Completed : final ?? TaskState.Running, known < 0 ? null : known, Done, suffix);
    }
}
