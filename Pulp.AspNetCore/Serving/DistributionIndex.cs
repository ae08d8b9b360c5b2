using Microsoft.Extensions.Options;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Lists the distributions below a part of a base path.
/// </summary>
internal sealed class DistributionIndex
{
    private readonly DistributionTable table;
    private readonly PulpCatalog catalog;
    private readonly bool hidesGuarded;

    public DistributionIndex(DistributionTable table, PulpCatalog catalog, IOptions<PulpOptions> options)
    {
        this.table = table;
        this.catalog = catalog;
        hidesGuarded = options.Value.HideGuardedDistributions;
    }

    /// <summary>Gets the entries below a prefix.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="prefix">Empty, or a path that ends in a slash.</param>
    public IReadOnlyList<DirectoryEntry> Below(Guid domainId, string prefix) =>
    [
        .. table.All
            .Where(distribution => distribution.DomainId == domainId && IsShown(distribution) && distribution.BasePath.StartsWith(prefix, StringComparison.Ordinal))
            .Select(distribution => FirstSegment(distribution.BasePath.AsSpan(prefix.Length)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name => new DirectoryEntry(name, Size: null, Added: null)),
    ];

    private static string FirstSegment(ReadOnlySpan<char> path)
    {
        var slash = path.IndexOf('/');
        return $"{(slash < 0 ? path : path[..slash])}/";
    }

    private bool IsShown(Distribution distribution) =>
        !distribution.Hidden && !(hidesGuarded && distribution.ContentGuard is not null) && !catalog.TypeOf(distribution).BasePathsMayNest;
}
