namespace Pulp.ContentTypes;

/// <summary>
/// Names which unit brings the other along when content is added or removed recursively.
/// </summary>
public enum ReferenceDirection
{
    /// <summary>Adding this unit adds the target; removing this unit removes the target when nothing else in the version needs it.</summary>
    Needs,

    /// <summary>This unit belongs to the target (a signature to what it signs): removing the target removes this unit; copying the target copies it.</summary>
    BelongsTo,
}
