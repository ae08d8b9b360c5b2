using Pulp.Resources;

namespace Pulp.Stores;

/// <summary>
/// Represents how saving a resource ended.
/// </summary>
public abstract record ResourceOutcome
{
    private ResourceOutcome()
    {
    }

    /// <summary>The resource was saved.</summary>
    /// <param name="Resource">The resource as saved.</param>
    public sealed record Saved(Resource Resource) : ResourceOutcome;

    /// <summary>Another resource of the scope has the same key (name, or base path).</summary>
    /// <param name="Field">The REST name of the field in conflict, for example <c>name</c>.</param>
    /// <param name="Existing">The other resource's identifier.</param>
    public sealed record Conflict(string Field, Guid Existing) : ResourceOutcome;

    /// <summary>The resource was changed or deleted by someone else since it was read.</summary>
    public sealed record Stale : ResourceOutcome;

    /// <summary>A reference points to nothing.</summary>
    /// <param name="Field">The REST name of the reference.</param>
    /// <param name="Target">The identifier that does not exist.</param>
    public sealed record MissingTarget(string Field, Guid Target) : ResourceOutcome;
}
