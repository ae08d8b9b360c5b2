namespace Pulp.Queries;

/// <summary>
/// Represents a condition on the rows of one store, built by REST filters or by code, and turned into SQL with parameters by the store.
/// </summary>
/// <remarks>Field names are REST names (snake_case). A store refuses a name it does not know with an <see cref="ArgumentException"/>: what callers may filter by is an allow-list.</remarks>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>All parts hold; an empty list holds always.</summary>
    /// <param name="Parts">The parts.</param>
    public sealed record All(IReadOnlyList<Condition> Parts) : Condition;

    /// <summary>At least one part holds; an empty list never holds.</summary>
    /// <param name="Parts">The parts.</param>
    public sealed record Any(IReadOnlyList<Condition> Parts) : Condition;

    /// <summary>The part does not hold.</summary>
    /// <param name="Part">The part.</param>
    public sealed record Not(Condition Part) : Condition;

    /// <summary>A field compares to a value.</summary>
    /// <param name="Field">The field's REST name.</param>
    /// <param name="Operator">How it compares.</param>
    /// <param name="Value">A string, long, double, bool, Guid, DateTimeOffset or byte[]; for <see cref="Comparison.In"/> a list of them; for <see cref="Comparison.IsNull"/> a bool.</param>
    public sealed record Compare(string Field, Comparison Operator, object? Value) : Condition;

    /// <summary>A label exists, or compares to a value.</summary>
    /// <param name="Key">The label's key.</param>
    /// <param name="Operator"><see cref="Comparison.IsNull"/> with false means "exists"; otherwise <see cref="Comparison.Equal"/>, <see cref="Comparison.NotEqual"/> or <see cref="Comparison.ContainsIgnoreCase"/>.</param>
    /// <param name="Value">The value compared to.</param>
    public sealed record Label(string Key, Comparison Operator, string? Value) : Condition;

    /// <summary>Gets a condition that a field equals a value.</summary>
    /// <param name="field">The field's REST name.</param>
    /// <param name="value">The value.</param>
    /// <returns>The condition.</returns>
    public static Condition Equal(string field, object? value) => new Compare(field, Comparison.Equal, value);

    /// <summary>Joins two conditions so that both must hold.</summary>
    /// <param name="left">The first, or null for none.</param>
    /// <param name="right">The second, or null for none.</param>
    /// <returns>The joined condition, or null when both are.</returns>
    public static Condition? And(Condition? left, Condition? right) =>
        left is null ? right : right is null ? left : new All([left, right]);
}
