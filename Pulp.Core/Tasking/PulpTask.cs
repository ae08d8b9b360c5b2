using System.Text.Json;

namespace Pulp.Tasking;

/// <summary>
/// Represents the record of one unit of work.
/// </summary>
public sealed record PulpTask
{
    /// <summary>Gets the identifier, a version 7 UUID; earlier tasks have smaller ones.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the name of what runs, for example <c>pulp.repositories.sync</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets where the task stands.</summary>
    public TaskState State { get; init; } = TaskState.Waiting;

    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domains.Domain.DefaultId;

    /// <summary>Gets the correlation id of the request that asked for the task.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>Gets the user who asked for it; null for the system itself. What the task creates belongs to this user.</summary>
    public long? CreatedBy { get; init; }

    /// <summary>Gets when it was asked for (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the record last changed (UTC).</summary>
    public DateTimeOffset LastUpdated { get; init; }

    /// <summary>Gets when its locks became free (UTC).</summary>
    public DateTimeOffset? UnblockedAt { get; init; }

    /// <summary>Gets when it began (UTC).</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended (UTC).</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Gets why it failed.</summary>
    public TaskError? Error { get; init; }

    /// <summary>Gets the task that asked for this one.</summary>
    public Guid? ParentTask { get; init; }

    /// <summary>Gets the group.</summary>
    public Guid? TaskGroup { get; init; }

    /// <summary>Gets how far it is.</summary>
    public IReadOnlyList<ProgressReport> Progress { get; init; } = [];

    /// <summary>Gets the PRNs of what it created.</summary>
    public IReadOnlyList<string> CreatedResources { get; init; } = [];

    /// <summary>Gets the names it locks: PRNs, with the prefix <c>shared:</c> for those it only shares.</summary>
    public IReadOnlyList<string> Locks { get; init; } = [];

    /// <summary>Gets the arguments as encrypted JSON; null once the task has ended.</summary>
    public byte[]? Arguments { get; init; }

    /// <summary>Gets the versions of the core and of plugins, by label, that may run it at least; a server where one is older or missing leaves it waiting.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = NoVersions;

    /// <summary>Gets what it returned.</summary>
    public JsonElement? Result { get; init; }

    internal static IReadOnlyDictionary<string, string> NoVersions { get; } = new Dictionary<string, string>();
}
