namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Represents that signatures were removed.
/// </summary>
/// <param name="SignedWithKeyId">The identifier of the key that had made them.</param>
public sealed record RemoveSignaturesResponse(string SignedWithKeyId);
