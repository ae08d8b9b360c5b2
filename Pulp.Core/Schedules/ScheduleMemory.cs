using System.Text.Json;
using Pulp.Documents;
using Pulp.Stores;

namespace Pulp.Schedules;

/// <summary>What is remembered of a job between runs of the program.</summary>
/// <param name="Timing">The job's times; when they change, counting begins anew.</param>
/// <param name="Since">When these times were first seen.</param>
/// <param name="LastRun">When the job last ran; null when it has not.</param>
/// <param name="LastTask">The task it last ran as; null when it has not.</param>
internal sealed record ScheduleMemory(string Timing, DateTimeOffset Since, DateTimeOffset? LastRun = null, Guid? LastTask = null)
{
    private static readonly Guid Scope = new("00000000-0000-7000-8000-5c4ed01e0000");

    /// <summary>Gets from when on the next time is counted.</summary>
    public DateTimeOffset Basis(ScheduledJob job)
    {
        var last = LastRun > job.LastRun ? LastRun : job.LastRun ?? LastRun;
        return last > Since ? last.Value : Since;
    }

    public static async ValueTask<ScheduleMemory?> ReadAsync(IStateStore states, string name) =>
        await states.GetAsync(Scope, name).ConfigureAwait(false) is { } json
            ? JsonSerializer.Deserialize<ScheduleMemory>(json, DocumentJson.Options)
            : null;

    public ValueTask WriteAsync(IStateStore states, string name) =>
        states.SetAsync(Scope, [new(name, JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Options))]);
}
