namespace Pulp.Queries;

/// <summary>
/// Represents a part of a query's rows.
/// </summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <param name="Count">How many rows the condition matches in all.</param>
/// <param name="Items">The rows of this part.</param>
public sealed record Page<T>(long Count, IReadOnlyList<T> Items);
