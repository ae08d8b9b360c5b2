using System.CommandLine;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;
using Spectre.Console;

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

    public static async Task<int> RunAsync(ParseResult result, Func<IServiceProvider, ServerSettings, Task<int>> command)
    {
        try
        {
            var settings = CommonOptions.Read(result);
            Directory.CreateDirectory(settings.Data);
            using var folder = DataFolderLock.Take(settings.Data);
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
            services.AddPulpServer(settings);
            var provider = services.BuildServiceProvider();
            await using (provider)
            {
                await provider.GetRequiredService<PulpRuntime>().StartAsync();
                return await command(provider, settings);
            }
        }
        catch (InvalidSettingsException invalid)
        {
            return Report(invalid, Usage);
        }
        catch (PulpException failed)
        {
            return Report(failed, Failure);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("[yellow]Canceled.[/]");
            return Failure;
        }
    }

    public static int Report(Exception failed, int exitCode)
    {
        System.Console.Error.WriteLine(failed.Message);
        return exitCode;
    }
}
