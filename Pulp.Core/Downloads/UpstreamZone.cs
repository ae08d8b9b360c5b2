using System.Net;

namespace Pulp.Downloads;

/// <summary>
/// Remembers whether a remote lives at private or at public addresses.
/// </summary>
/// <remarks>The first resolution decides, so that a public name cannot turn into a private address later (DNS rebinding).</remarks>
internal sealed class UpstreamZone
{
    private const int Unknown = 0;
    private const int Private = 1;
    private const int Public = 2;
    private int zone;

    public bool IsKnown => Volatile.Read(ref zone) != Unknown;

    public bool IsPrivate => Volatile.Read(ref zone) == Private;

    public void Observe(IReadOnlyCollection<IPAddress> addresses)
    {
        if (addresses.Count > 0)
            Interlocked.CompareExchange(ref zone, addresses.All(address => AddressKinds.Of(address) == AddressKind.Private) ? Private : Public, Unknown);
    }

    public void ObservePublic() => Interlocked.CompareExchange(ref zone, Public, Unknown);
}
