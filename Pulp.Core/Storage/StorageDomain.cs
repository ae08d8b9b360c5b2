namespace Pulp.Storage;

/// <summary>
/// Says under which sub-tree of the storage a domain's bytes lie.
/// </summary>
public static class StorageDomain
{
    /// <summary>Gets the sub-tree of a domain.</summary>
    /// <param name="domainId">The domain.</param>
    /// <returns>Null for the domain <c>default</c>, whose bytes lie at the top as in Pulp; otherwise the domain itself.</returns>
    public static Guid? Of(Guid domainId) => domainId == Domains.Domain.DefaultId ? null : domainId;
}
