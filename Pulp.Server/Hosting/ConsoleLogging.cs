using Microsoft.Extensions.Logging.Console;

namespace Pulp.Server.Hosting;

/// <summary>
/// Sets up the log on the console: one line per event, with its time in UTC.
/// </summary>
internal static class ConsoleLogging
{
    public static ILoggingBuilder AddPulpConsole(this ILoggingBuilder logging, LogLevel level, bool toStandardError = false)
    {
        // What a command prints may be read by a program.
        if (toStandardError)
            logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var framework = level > LogLevel.Warning ? level : LogLevel.Warning;
        return logging.ClearProviders()
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.ColorBehavior = System.Console.IsOutputRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
            })
            .SetMinimumLevel(level)
            .AddFilter("Microsoft", framework)
            .AddFilter("System", framework);
    }
}
