using Pulp.ContentTypes;

namespace Pulp.Stores;

/// <summary>
/// Represents a unit to be saved, with its files.
/// </summary>
/// <param name="Type">The unit's type.</param>
/// <param name="Content">The unit.</param>
/// <param name="NaturalKey">The unit's natural key.</param>
/// <param name="Files">Its files.</param>
public sealed record NewContent(ContentType Type, Content Content, KeyHash NaturalKey, IReadOnlyList<NewContentFile> Files);
