using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Pulp.Server.Hosting;

/// <summary>
/// Leaves it to content guards whose certificates count, where the server speaks HTTPS itself and is told to ask clients for one.
/// </summary>
internal static class ClientCertificates
{
    // Else only those would connect at all whose authority the machine trusts. That the client has the key is proved either way.
    public static void LeaveToGuards(KestrelServerOptions kestrel) => kestrel.ConfigureHttpsDefaults(static https => https.AllowAnyClientCertificate());
}
