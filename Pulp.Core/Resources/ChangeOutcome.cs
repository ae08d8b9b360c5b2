namespace Pulp.Resources;

/// <summary>
/// Represents how creating, changing or deleting a resource ended.
/// </summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Resource">The resource as it is now, or was before it was deleted.</param>
    public sealed record Done(Resource Resource) : ChangeOutcome;

    /// <summary>The values are not accepted.</summary>
    /// <param name="Errors">What is wrong, by REST field name.</param>
    public sealed record Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> Errors) : ChangeOutcome;

    /// <summary>There is no such resource (any more).</summary>
    public sealed record Missing : ChangeOutcome;

    /// <summary>Someone else changed the resource since it was read.</summary>
    public sealed record Stale : ChangeOutcome;
}
