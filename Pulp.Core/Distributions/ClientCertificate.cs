using System.Security.Cryptography.X509Certificates;

namespace Pulp.Distributions;

/// <summary>
/// Represents the certificate that the client of a request showed, or why there is none.
/// </summary>
/// <param name="Certificate">
/// The certificate, which is disposed of with the request, or null. That the client has its key was proved to whom it spoke TLS with: this server, or a proxy that is trusted.
/// Who issued it, and whether it is valid, is for the guard to check.
/// </param>
/// <param name="Absence">Why there is none, in words for the user.</param>
public sealed record ClientCertificate(X509Certificate2? Certificate, string Absence = "The request came without a client certificate.");
