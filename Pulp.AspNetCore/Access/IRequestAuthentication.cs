using Microsoft.AspNetCore.Http;
using Pulp.Access;

namespace Pulp.AspNetCore.Access;

/// <summary>
/// Finds out who sent a request, in a way Pulp does not know by itself: a client certificate, a header of a trusted proxy, the login of the application around it.
/// </summary>
/// <remarks>
/// Register it as a service; several are asked in the order they were registered, before HTTP Basic and tokens. A distribution that everyone may read is answered
/// without asking. What a caller may do is decided by roles, as for every other login.
/// </remarks>
public interface IRequestAuthentication
{
    /// <summary>Looks at a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Who sent it, or that the login is wrong; null when it holds nothing of this kind.</returns>
    ValueTask<LoginOutcome?> AuthenticateAsync(HttpContext context);
}
