using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Knows the distributions that the content app serves: those whose base paths do not nest.
/// </summary>
internal sealed class DistributionIndex
{
    private readonly DistributionTable table;
    private readonly bool hidesGuarded;
    private readonly Func<Distribution, bool> isServedHere;

    public DistributionIndex(DistributionTable table, PulpCatalog catalog, IOptions<PulpOptions> options)
    {
        this.table = table;
        hidesGuarded = options.Value.HideGuardedDistributions;
        isServedHere = distribution => !catalog.TypeOf(distribution).BasePathsMayNest;
    }

    /// <inheritdoc cref="DistributionTable.Generation"/>
    public long Generation => table.Generation;

    /// <summary>Finds the distribution of a path, and what follows its base path; null when the path is the base path without a slash.</summary>
    public bool TryMatch(Guid domainId, string path, [NotNullWhen(true)] out Distribution? distribution, out string? remainder) =>
        table.TryMatch(domainId, path, out distribution, out remainder, isServedHere);

    /// <summary>Lists what is below a part of a base path, as far as it may be shown.</summary>
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
        !distribution.Hidden && !(hidesGuarded && distribution.ContentGuard is not null) && isServedHere(distribution);
}
