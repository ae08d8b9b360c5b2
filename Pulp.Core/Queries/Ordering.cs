namespace Pulp.Queries;

/// <summary>
/// Represents one key of an order.
/// </summary>
/// <param name="Field">The field's REST name.</param>
/// <param name="Descending">Whether larger values come first.</param>
public readonly record struct Ordering(string Field, bool Descending = false);
