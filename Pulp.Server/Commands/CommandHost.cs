using System.CommandLine;
using Microsoft.Extensions.Options;
using Pulp.Data.Sqlite;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Server.Commands;

/// <summary>
/// Runs a command against the data folder in this process, and turns failures into one line and an exit code.
/// </summary>
internal static class CommandHost
{
    /// <summary>The exit code of a command that failed.</summary>
    public const int Failure = 1;

    /// <summary>The exit code for wrong settings or arguments.</summary>
    public const int Usage = 2;

    /// <summary>The exit code of a command that was stopped, as a shell gives it for Ctrl-C.</summary>
    public const int Canceled = 130;

    /// <summary>Runs a command beside whatever else uses the data: it reads, or changes only what nobody keeps in memory.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> LookAsync(ParseResult result, Func<IServiceProvider, ServerSettings, Task<int>> command, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var settings = CommonOptions.Read(result);
        DataFolder.RequirePresent(settings.Data);
        return await WithServicesAsync(
            settings,
            services => services.Configure<SqliteOptions>(options => options.UpgradeSchema = false),
            async services =>
            {
                await services.GetRequiredService<IPulpDatabase>().InitializeAsync(cancellationToken);
                return await command(services, settings);
            });
    });

    /// <summary>Runs a command that changes data which is there already; no other process may use the data meanwhile.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> ChangeAsync(ParseResult result, Func<IServiceProvider, Task<int>> command, CancellationToken cancellationToken) => GuardAsync(() =>
    {
        var settings = CommonOptions.Read(result);
        DataFolder.RequirePresent(settings.Data);
        return WorkAsync(settings, command, cancellationToken);
    });

    /// <summary>Runs a command that changes the data, with all of Pulp started; no other process may use the data meanwhile.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> WorkAsync(ServerSettings settings, Func<IServiceProvider, Task<int>> command, CancellationToken cancellationToken)
    {
        using var folder = DataFolder.Open(settings.Data);
        return await WithServicesAsync(
            settings,
            _ => { },
            async services =>
            {
                await services.GetRequiredService<PulpRuntime>().StartAsync(cancellationToken);
                return await command(services);
            });
    }

    /// <summary>Turns failures into a message and an exit code.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception invalid) when (invalid is InvalidSettingsException or OptionsValidationException)
        {
            return Report(invalid, Usage);
        }
        catch (OperationCanceledException)
        {
            await System.Console.Error.WriteLineAsync("Canceled.");
            return Canceled;
        }
        catch (Exception failed) when (failed is PulpException or IOException or UnauthorizedAccessException)
        {
            return Report(failed, Failure);
        }
    }

    private static int Report(Exception failed, int exitCode)
    {
        System.Console.Error.WriteLine(failed.Message);
        return exitCode;
    }

    private static async Task<int> WithServicesAsync(ServerSettings settings, Action<IServiceCollection> configure, Func<IServiceProvider, Task<int>> command)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddPulpConsole(LogLevel.Warning, toStandardError: true)
            // The command itself says what became of its task.
            .AddFilter(typeof(TaskDispatcher).FullName, LogLevel.Error));
        services.AddPulpServer(settings);
        configure(services);
        var provider = services.BuildServiceProvider();
        await using (provider)
            return await command(provider);
    }
}
