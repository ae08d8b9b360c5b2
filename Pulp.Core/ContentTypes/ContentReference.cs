namespace Pulp.ContentTypes;

/// <summary>
/// Represents that one unit needs another: a tag its manifest, a manifest its blobs, a signature the collection version it signs.
/// </summary>
/// <param name="TargetType">The full name of the other unit's type, for example <c>container.blob</c>.</param>
/// <param name="TargetKey">The other unit's natural key.</param>
/// <param name="Direction">Which of the two brings the other along.</param>
public readonly record struct ContentReference(string TargetType, KeyHash TargetKey, ReferenceDirection Direction = ReferenceDirection.Needs);
