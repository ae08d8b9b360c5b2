using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// A version as a plain set.
/// </summary>
internal sealed record ModelVersion(Guid Id, long Number, IReadOnlyDictionary<Guid, Membership> Units);
