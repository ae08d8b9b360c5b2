using System.Security.Cryptography.X509Certificates;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.Stores;

namespace Extensions;

/// <summary>Logs in whoever has a client certificate that the web server accepted, as the user whose name it carries.</summary>
public sealed class CertificateLogin(IPulpDatabase database) : IRequestAuthentication
{
    /// <inheritdoc/>
    public async ValueTask<LoginOutcome?> AuthenticateAsync(HttpContext context)
    {
        if (await context.Connection.GetClientCertificateAsync(context.RequestAborted) is not { } certificate)
            return null;
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        var user = await database.ReadAsync(session => session.Access.Users.FindAsync(name), context.RequestAborted);
        return user is { IsActive: true } ? new LoginOutcome.Accepted(new Caller(user)) : new LoginOutcome.Refused();
    }
}
