using Pulp.Access;
using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Resources;

/// <summary>
/// Tells an action what it is called on and by whom.
/// </summary>
public sealed record ResourceActionContext
{
    /// <summary>Gets the type the action belongs to.</summary>
    public required ResourceType Type { get; init; }

    /// <summary>Gets the resource; null for an action on the collection.</summary>
    public Resource? Resource { get; init; }

    /// <summary>Gets the version of the repository that an action on versions is called on; null for every other action.</summary>
    public RepositoryVersion? Version { get; init; }

    /// <summary>Gets the user who asks; null for the system itself.</summary>
    public long? UserId { get; init; }

    /// <summary>Gets who asks, for <see cref="IAccessEvaluator"/> where the action touches more than the resource it is called on.</summary>
    public Caller Caller { get; init; } = Caller.Anonymous;

    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domains.Domain.DefaultId;

    /// <summary>Gets scheme and host of the server as clients know it, without a slash at the end.</summary>
    public string Origin { get; init; } = "http://localhost";

    /// <summary>Gets the correlation id of the request.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>Gets a request for a task on behalf of the caller, for <see cref="TaskDispatcher.DispatchAsync{THandler, TArguments}(TaskRequest, TArguments, CancellationToken)"/>.</summary>
    /// <param name="name">The name of what runs.</param>
    /// <param name="locks">The names to lock.</param>
    /// <returns>The request.</returns>
    public TaskRequest RequestTask(string name, params IReadOnlyList<string> locks) => new()
    {
        Name = name,
        Locks = locks,
        UserId = UserId,
        DomainId = DomainId,
        CorrelationId = CorrelationId,
    };
}
