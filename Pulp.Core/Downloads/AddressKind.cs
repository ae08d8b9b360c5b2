using System.Net;
using System.Net.Sockets;

namespace Pulp.Downloads;

/// <summary>
/// Tells what an IP address may be used for.
/// </summary>
internal enum AddressKind
{
    /// <summary>Reachable by everybody.</summary>
    Public,

    /// <summary>Loopback, or a range for use inside an organization.</summary>
    Private,

    /// <summary>Never a package upstream: link-local, cloud metadata, multicast, unspecified.</summary>
    Forbidden,
}

/// <summary>
/// Sorts addresses by the IANA special-purpose registries (RFC 6890) and the metadata addresses of the clouds.
/// </summary>
internal static class AddressKinds
{
    private static readonly IPNetwork[] Forbidden = Parse(
        "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "fe80::/10", "ff00::/8", "100::/64",
        // Metadata services outside the link-local range: AWS, Google, Alibaba, Oracle, Azure.
        "fd00:ec2::/32", "fd20:ce::254/128", "100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32");

    private static readonly IPNetwork[] Private = Parse(
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15",
        "::1/128", "fc00::/7", "fec0::/10", "64:ff9b:1::/48", "2001::/32");

    // An IPv4 address stands in these at the given byte: mapped, compatible (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
    private static readonly (IPNetwork Network, int Offset)[] Embedding =
        [(IPNetwork.Parse("::ffff:0:0/96"), 12), (IPNetwork.Parse("::/96"), 12), (IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2)];

    public static AddressKind Of(IPAddress address)
    {
        if (Forbidden.Any(network => network.Contains(address)))
            return AddressKind.Forbidden;
        if (Private.Any(network => network.Contains(address)))
            return AddressKind.Private;
        return Embedded(address) is { } inner ? Of(inner) : AddressKind.Public;
    }

    /// <summary>Gets the IPv4 address that packets to this IPv6 address end up at, if any.</summary>
    public static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        foreach (var (network, offset) in Embedding)
        {
            if (network.Contains(address))
                return new IPAddress(address.GetAddressBytes().AsSpan(offset, 4));
        }

        return null;
    }

    private static IPNetwork[] Parse(params ReadOnlySpan<string> networks)
    {
        var parsed = new IPNetwork[networks.Length];
        for (var i = 0; i < networks.Length; i++)
            parsed[i] = IPNetwork.Parse(networks[i]);
        return parsed;
    }
}
