using Pulp.Stores;

namespace Pulp.Distributions;

internal sealed class DistributionLoading : IStartupStep
{
    private readonly DistributionTable table;
    private readonly IPulpDatabase database;

    public DistributionLoading(DistributionTable table, IPulpDatabase database)
    {
        this.table = table;
        this.database = database;
    }

    public int Order => 20;

    public Task RunAsync(CancellationToken cancellationToken) => table.LoadAsync(database, cancellationToken);
}
