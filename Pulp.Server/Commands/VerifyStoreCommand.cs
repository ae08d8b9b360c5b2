using System.CommandLine;
using System.Text.Json.Nodes;
using Pulp.Maintenance;
using Pulp.Tasking;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Checks that what the database says is so, without changing anything.
/// </summary>
internal static class VerifyStoreCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Look only for the presence and size of files; do not read them." };
        var command = new Command("verify-store", "Check database, files and versions against each other. Changes nothing; exit code 1 when something is wrong.") { quick, CommonOptions.Json }
            .WithExamples("verify-store", "verify-store --quick", "verify-store --json");
        command.SetAction((result, token) => CommandHost.LookAsync(result, (services, _) => VerifyAsync(services, result, !result.GetValue(quick), token), token));
        return command;
    }

    /// <summary>Writes what was found, one a line.</summary>
    public static void WriteFindings(StoreReport report)
    {
        foreach (var finding in report.Findings)
            AnsiConsole.WriteLine($"{finding.Kind}: {finding.Subject}: {finding.Detail}");
        if (report.Counts.Values.Sum() > report.Findings.Count)
            AnsiConsole.WriteLine($"… and {report.Counts.Values.Sum() - report.Findings.Count} more.");
    }

    /// <summary>Gets what was found, for programs.</summary>
    public static JsonArray FindingsOf(StoreReport report) => new([.. report.Findings.Select(finding =>
        new JsonObject { ["kind"] = finding.Kind.ToString(), ["subject"] = finding.Subject, ["detail"] = finding.Detail })]);

    private static async Task<int> VerifyAsync(IServiceProvider services, ParseResult result, bool verifyChecksums, CancellationToken cancellationToken)
    {
        var context = new TaskContext(new PulpTask { Id = Guid.CreateVersion7(), Name = "verify-store" });
        var report = await services.GetRequiredService<StoreVerification>().RunAsync(context, new StoreVerificationArguments { VerifyChecksums = verifyChecksums }, cancellationToken);
        if (result.GetValue(CommonOptions.Json))
        {
            Listing.WriteJson(JsonOf(report));
            return report.IsSound ? 0 : CommandHost.Failure;
        }

        WriteFindings(report);
        AnsiConsole.WriteLine($"{report.Artifacts} artifacts and {report.Versions} repository versions checked; {report.StrayFiles} files ({report.StrayBytes} bytes) without a record, which a cleanup of orphans removes.");
        AnsiConsole.WriteLine(report.IsSound ? "Nothing is wrong." : $"{report.Counts.Values.Sum()} findings.");
        return report.IsSound ? 0 : CommandHost.Failure;
    }

    private static JsonObject JsonOf(StoreReport report) => new()
    {
        ["sound"] = report.IsSound,
        ["artifacts"] = report.Artifacts,
        ["versions"] = report.Versions,
        ["stray_files"] = report.StrayFiles,
        ["stray_bytes"] = report.StrayBytes,
        ["counts"] = new JsonObject(report.Counts.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key.ToString(), pair.Value))),
        ["findings"] = FindingsOf(report),
    };
}
