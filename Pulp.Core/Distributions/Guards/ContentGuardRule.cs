using Pulp.Certificates;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Refuses guards that could not be asked: a path that is none, authorities nobody can be issued by, a guard that contains itself.
/// </summary>
internal sealed class ContentGuardRule : IResourceRule
{
    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        switch (resource)
        {
            case HeaderContentGuard { JqFilter: { } filter } when !JqPath.TryParse(filter, out _):
                errors.Add("jq_filter", "Only paths are understood, such as .identity.org_id or .users[0].name.");
                break;
            case X509CertGuard x509 when x509.CaCertificate != (previous as X509CertGuard)?.CaCertificate && ProblemOf(x509.CaCertificate) is { } problem:
                errors.Add("ca_certificate", problem);
                break;
            case CompositeContentGuard composite when previous is not null && await ContainsAsync(session, composite, composite.Id).ConfigureAwait(false):
                errors.Add("guards", "The guard would contain itself.");
                break;
        }
    }

    private static string? ProblemOf(string authorities)
    {
        try
        {
            CertificateAuthorities.Read(authorities);
            return null;
        }
        catch (FormatException unusable)
        {
            return unusable.Message;
        }
    }

    private static async ValueTask<bool> ContainsAsync(IStoreSession session, CompositeContentGuard composite, Guid id)
    {
        var (seen, open) = (new HashSet<Guid>(), new Stack<Guid>(composite.Guards));
        while (open.TryPop(out var next))
        {
            if (next == id)
                return true;
            if (!seen.Add(next) || await session.Resources.GetAsync(next).ConfigureAwait(false) is not CompositeContentGuard inner)
                continue;
            foreach (var guard in inner.Guards)
                open.Push(guard);
        }

        return false;
    }
}
