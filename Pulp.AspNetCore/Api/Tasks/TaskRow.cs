using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Tasks;

/// <summary>
/// Represents a task together with what is shown of it and kept elsewhere.
/// </summary>
/// <param name="Task">The record.</param>
/// <param name="Children">The tasks it asked for.</param>
/// <param name="Created">The hrefs of what it created.</param>
internal sealed record TaskRow(PulpTask Task, IReadOnlyList<Guid> Children, IReadOnlyList<string> Created);
