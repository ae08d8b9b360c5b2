using Pulp.Domains;

namespace Pulp.Storage;

/// <summary>Translates a domain's identifier to what an <see cref="IArtifactStorage"/> takes: null for the default domain.</summary>
internal static class StorageDomain
{
    public static Guid? Of(Guid domainId) => domainId == Domain.DefaultId ? null : domainId;
}
