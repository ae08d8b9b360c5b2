namespace Pulp.Access;

/// <summary>
/// Represents a token that logs in as its owner, with a part of the owner's rights and for a limited time.
/// </summary>
public sealed record ApiToken
{
    /// <summary>Gets the identifier.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the owner.</summary>
    public required long UserId { get; init; }

    /// <summary>Gets what the owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the SHA-256 of the token's text; the text itself is shown once and not kept.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Gets the permissions the token is limited to, as patterns (<c>python.view_*</c>); empty means all of the owner's.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Gets the objects (PRNs) the token is limited to; empty means all.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];

    /// <summary>Gets when it was made (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when it ceases to be valid (UTC); null means never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Gets when it was last used (UTC), to the minute.</summary>
    public DateTimeOffset? LastUsed { get; init; }
}
