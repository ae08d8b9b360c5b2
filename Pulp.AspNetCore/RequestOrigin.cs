using System.Net;
using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore;

/// <summary>
/// Gets what links in an answer begin with: scheme, host and the path below which Pulp lies.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>Gets the origin.</summary>
    /// <param name="request">The request; one that names no host (HTTP/1.0, or an empty header) is answered with the address it came to.</param>
    /// <param name="configured">The origin that is set, without a slash at its end; null for that of the request.</param>
    public static string Of(HttpRequest request, string? configured) =>
        configured ?? $"{request.Scheme}://{(request.Host.HasValue ? request.Host.Value : AddressOf(request.HttpContext.Connection))}{request.PathBase.ToUriComponent()}";

    private static string AddressOf(ConnectionInfo connection)
    {
        var address = connection.LocalIpAddress ?? IPAddress.Loopback;
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, connection.LocalPort).ToString();
    }
}
