using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to remove the signatures that a key made from a repository.
/// </summary>
public sealed record RemoveSignatures
{
    /// <summary>Gets the identifier of the key: 16 hexadecimal digits.</summary>
    [Field(MinimumLength = 1, MaximumLength = 255)]
    public required string SignedWithKeyId { get; init; }
}
