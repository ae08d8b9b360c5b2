using Pulp;
using Pulp.Plugins.Python.Models;
using Pulp.Queries;
using Pulp.Sync;

namespace Extensions;

/// <summary>Takes nothing from outside whose name is that of a private package, so that nobody can slip in a newer one.</summary>
public sealed class LocalNamesFirst(IServiceProvider services) : ISyncFilter
{
    /// <inheritdoc/>
    public async ValueTask<string?> RefuseAsync(DeclaredContent unit, SyncContext context, CancellationToken cancellationToken)
    {
        // Asked for here and not in the constructor: syncs are part of what PulpInstance offers.
        var pulp = services.GetRequiredService<PulpInstance>();
        if (unit.Content is not PythonPackage package || context.Repository.Name == "private" || await pulp.FindAsync<PythonRepository>("private", cancellationToken) is not { } own)
            return null;
        var version = await pulp.LatestAsync(own, cancellationToken);
        await foreach (var _ in pulp.QueryAsync<PythonPackage>(Condition.Equal("name", package.Name), version, cancellationToken: cancellationToken))
            return "name of a private package";
        return null;
    }
}
