namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Represents what a task signs.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="ServiceId">The signing service.</param>
/// <param name="Name">The image's full name without a tag, for example <c>pulp.example/team/app</c>.</param>
/// <param name="Tags">The tags; null for all.</param>
internal sealed record SignImages(Guid RepositoryId, Guid ServiceId, string Name, IReadOnlyList<string>? Tags);
