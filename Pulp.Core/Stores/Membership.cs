using Pulp.ContentTypes;

namespace Pulp.Stores;

/// <summary>
/// Represents a unit as a member of a repository: its identity and the keys by which it is found there.
/// </summary>
/// <param name="ContentKey">The store's own key of the unit.</param>
/// <param name="ContentId">The unit's identifier.</param>
/// <param name="Type">The unit's type.</param>
/// <param name="RepositoryKey">The unit's repository key.</param>
/// <param name="GroupKey">The unit's group key, if its type declares one.</param>
public readonly record struct Membership(long ContentKey, Guid ContentId, ContentType Type, KeyHash RepositoryKey, string? GroupKey);
