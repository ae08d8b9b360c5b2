using System.Runtime.CompilerServices;
using Pulp.Certificates;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Keeps the authorities of each <see cref="X509CertGuard"/> read, as long as the guard itself is in memory: one that was changed is another object.
/// </summary>
internal sealed class GuardAuthorities
{
    private readonly ConditionalWeakTable<X509CertGuard, CertificateAuthorities> read = [];

    public CertificateAuthorities Of(X509CertGuard guard) => read.GetValue(guard, static guard => CertificateAuthorities.Read(guard.CaCertificate));
}
