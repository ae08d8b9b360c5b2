using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Decides for an <see cref="X509CertGuard"/>.
/// </summary>
internal sealed class X509CertGuardEvaluator : IContentGuardEvaluator
{
    private const string Unusable = "The client certificate, or that of an authority between it and the root, may not be used like this.";
    private const X509ChainStatusFlags Strange = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;
    private readonly GuardAuthorities authorities;
    private readonly TimeProvider time;

    public X509CertGuardEvaluator(GuardAuthorities authorities, TimeProvider time)
    {
        this.authorities = authorities;
        this.time = time;
    }

    // Decided anew for each request, so that nothing outlives the end of a certificate.
    public ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken)
    {
        var shown = request.GetClientCertificate();
        return ValueTask.FromResult(shown.Certificate is { } certificate ? RefusalOf((X509CertGuard)guard, certificate) : shown.Absence);
    }

    private string? RefusalOf(X509CertGuard guard, X509Certificate2 certificate)
    {
        var now = time.GetUtcNow();
        var wrong = authorities.Of(guard).Check(certificate, now);
        if (wrong == X509ChainStatusFlags.NoError)
            return null;
        if ((wrong & Strange) != X509ChainStatusFlags.NoError)
            return "The client certificate was not issued by an authority that the content guard names.";
        return wrong.HasFlag(X509ChainStatusFlags.NotTimeValid) ? UntimelinessOf(certificate, now.UtcDateTime) : Unusable;
    }

    private static string UntimelinessOf(X509Certificate2 certificate, DateTime now)
    {
        try
        {
            return certificate.NotAfter.ToUniversalTime() <= now ? "The client certificate has expired."
                : certificate.NotBefore.ToUniversalTime() > now ? "The client certificate is not valid yet."
                : "The certificate of an authority that issued the client certificate is not valid now.";
        }
        catch (CryptographicException)
        {
            // Times that are none.
            return Unusable;
        }
    }
}
