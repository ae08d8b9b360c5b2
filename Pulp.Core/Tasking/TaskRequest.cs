namespace Pulp.Tasking;

/// <summary>
/// Represents what is said of a task when it is asked for, besides its handler and arguments.
/// </summary>
public sealed record TaskRequest
{
    /// <summary>Gets the name of what runs, for example <c>pulp.repositories.sync</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the names to lock: PRNs (or other stable names), with the prefix <c>shared:</c> for those only shared.</summary>
    public IReadOnlyList<string> Locks { get; init; } = [];

    /// <summary>Gets whether the work is short: it runs at once, inside the call, when its locks are free.</summary>
    /// <value>The default is <see langword="false"/>. A call waits for short work at most <see cref="PulpOptions.ShortTaskLimit"/>; what takes longer goes on without it.</value>
    public bool IsShort { get; init; }

    /// <summary>Gets whether the work may wait its turn.</summary>
    /// <value>The default is <see langword="true"/>. Otherwise it is recorded as canceled when it cannot run inside the call.</value>
    public bool IsDeferrable { get; init; } = true;

    /// <summary>Gets the user who asks; null for the system itself.</summary>
    public long? UserId { get; init; }

    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domains.Domain.DefaultId;

    /// <summary>Gets the correlation id of the request.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>Gets the group the task joins.</summary>
    public Guid? TaskGroup { get; init; }

    /// <summary>Gets the task that asks for this one.</summary>
    public Guid? ParentTask { get; init; }
}
