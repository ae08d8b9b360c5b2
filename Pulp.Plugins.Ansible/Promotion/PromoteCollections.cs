namespace Pulp.Plugins.Ansible.Promotion;

/// <summary>
/// Represents that collection versions are to go from a repository to others.
/// </summary>
/// <param name="Source">The repository they are in.</param>
/// <param name="Units">The collection versions.</param>
/// <param name="Destinations">The repositories they go to; none only takes them away.</param>
/// <param name="ServiceId">The service that signs them on the way; null for none.</param>
/// <param name="IsMove">Whether they are taken out of the source.</param>
/// <param name="NeedsSignature">Whether one without a signature is refused.</param>
internal sealed record PromoteCollections(Guid Source, IReadOnlyList<Guid> Units, IReadOnlyList<Guid> Destinations, Guid? ServiceId, bool IsMove, bool NeedsSignature = false);
