namespace Pulp.Tasking;

/// <summary>
/// Represents tasks that belong together and can be watched and canceled together.
/// </summary>
/// <param name="Id">The identifier.</param>
/// <param name="Description">What the group does.</param>
/// <param name="AllTasksDispatched">Whether no more tasks will join.</param>
/// <param name="Created">When the group was made (UTC).</param>
public sealed record TaskGroup(Guid Id, string Description, bool AllTasksDispatched, DateTimeOffset Created);
