using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Data.Sql;
using Pulp.Data.Sqlite;
using Pulp.Plugins;
using Pulp.Secrets;
using Pulp.Stores;

namespace Pulp.Data;

/// <summary>
/// Adds the embedded database to a host's services.
/// </summary>
public static class SqliteServiceCollectionExtensions
{
    /// <summary>Keeps everything in one SQLite file.</summary>
    /// <param name="services">The host's services; they hold the catalog and the secret protector when the database is first used.</param>
    /// <param name="configure">Sets at least <see cref="SqliteOptions.DatabasePath"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPulpSqlite(this IServiceCollection services, Action<SqliteOptions> configure)
    {
        services.AddOptions<SqliteOptions>()
            .Configure(configure)
            .Validate(options => !string.IsNullOrWhiteSpace(options.DatabasePath), "SqliteOptions.DatabasePath is empty: name the database's file.")
            .Validate(options => options.MaxReaders is > 0 and <= 1024, "SqliteOptions.MaxReaders must be from 1 to 1024.");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPulpDatabase>(provider => new SqliteDatabase(
            provider.GetRequiredService<IOptions<SqliteOptions>>().Value,
            new SqlContext(
                new SqliteDialect(),
                provider.GetRequiredService<PulpCatalog>(),
                provider.GetRequiredService<ISecretProtector>(),
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<ILogger<SqliteDatabase>>()));
        return services;
    }
}
