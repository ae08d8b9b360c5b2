using Pulp.Resources;

namespace Pulp.Publications;

/// <summary>
/// Represents the wish to publish a repository version.
/// </summary>
/// <param name="Type">The full name of the publication type.</param>
/// <param name="Fields">The values, the version among them.</param>
public sealed record CreatePublication(string Type, ResourceFields Fields);
