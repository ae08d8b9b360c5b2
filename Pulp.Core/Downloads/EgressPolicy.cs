using System.Net;

namespace Pulp.Downloads;

/// <summary>
/// Decides which hosts and addresses may be contacted.
/// </summary>
internal sealed class EgressPolicy
{
    private static readonly HashSet<string> MetadataHosts = new(StringComparer.OrdinalIgnoreCase)
    {
        "metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal", "instance-data", "instance-data.ec2.internal", "metadata.tencentyun.com", "metadata.platformequinix.com",
    };

    private readonly IPNetwork[] allowed;
    private readonly IPNetwork[] denied;
    private readonly bool allowPrivateLinks;

    public EgressPolicy(EgressOptions options)
    {
        allowed = [.. options.AllowedNetworks.Select(IPNetwork.Parse)];
        denied = [.. options.DeniedNetworks.Select(IPNetwork.Parse)];
        allowPrivateLinks = options.AllowPrivateLinks;
    }

    /// <summary>Gets why the address is refused, or <see langword="null"/>.</summary>
    /// <param name="address">The address after resolution.</param>
    /// <param name="privateAllowed">Whether an administrator led here, not a redirect or link from outside.</param>
    public string? Refusal(IPAddress address, bool privateAllowed)
    {
        var inner = AddressKinds.Embedded(address);
        if (denied.Any(network => network.Contains(address) || (inner is not null && network.Contains(inner))))
            return "its address is in a network the settings deny";
        return AddressKinds.Of(address) switch
        {
            AddressKind.Forbidden => "its address is link-local, multicast, unspecified or a cloud metadata service",
            AddressKind.Private when !privateAllowed && !allowPrivateLinks && !allowed.Any(network => network.Contains(inner ?? address)) =>
                "its address is private or loopback, where no redirect or link may lead from outside; name it as a remote's URL or allow its network in the egress settings",
            _ => null,
        };
    }

    /// <summary>Gets why the host is refused before its name is resolved, or <see langword="null"/>.</summary>
    public static string? RefusalOfName(string host) =>
        MetadataHosts.Contains(host.TrimEnd('.')) ? "its host is a cloud metadata service" : null;

    /// <summary>
    /// Reads the address a host denotes without resolution: an address, or <c>localhost</c> (RFC 6761, section 6.3).
    /// </summary>
    public static IPAddress? LiteralAddress(string host)
    {
        if (IPAddress.TryParse(host, out var address))
            return address;
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : null;
    }
}
