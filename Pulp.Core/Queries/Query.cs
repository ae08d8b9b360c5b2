namespace Pulp.Queries;

/// <summary>
/// Represents which rows are wanted, in which order, and which part of them.
/// </summary>
public sealed record Query
{
    /// <summary>Gets the condition; null means all rows.</summary>
    public Condition? Where { get; init; }

    /// <summary>Gets the order; the store appends its own key so that the order is always stable. Empty means newest first.</summary>
    public IReadOnlyList<Ordering> OrderBy { get; init; } = [];

    /// <summary>Gets how many rows to skip.</summary>
    public long Offset { get; init; }

    /// <summary>Gets how many rows to return at most.</summary>
    /// <value>The default is 100.</value>
    public int Limit { get; init; } = 100;

    /// <summary>Gets whether the total is counted.</summary>
    /// <value>The default is <see langword="true"/>; otherwise <see cref="Page{T}.Count"/> is -1.</value>
    public bool WithCount { get; init; } = true;
}
