using Pulp.Resources;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a plugin's own kind of object: a note on a topic, attached to a repository.
/// </summary>
public sealed record SampleNote : Resource
{
    /// <summary>Gets the topic, of which there is one note.</summary>
    public required string Topic { get; init; }

    /// <summary>Gets the text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Gets a repository that cannot be deleted while the note stands.</summary>
    [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Restrict)]
    public Guid? Keeps { get; init; }

    /// <summary>Gets a repository the note goes with.</summary>
    [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Cascade)]
    public Guid? Follows { get; init; }

    /// <summary>Gets another note this one goes with.</summary>
    [Field(References = ReferenceTarget.Custom, OnDelete = DeleteBehavior.Cascade)]
    public Guid? Parent { get; init; }

    /// <inheritdoc/>
    public override string? GetKey() => Topic;
}
