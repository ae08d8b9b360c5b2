using System.CommandLine;
using System.Text.Json.Nodes;
using Pulp.Digests;
using Pulp.Maintenance;
using Pulp.Server.Hosting;
using Pulp.Tasking;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Shows which digests the stored artifacts have, and brings them to what the setting <c>ContentChecksums</c> asks for.
/// </summary>
internal static class ArtifactCommands
{
    public static Command Create()
    {
        var apply = new Option<bool>("--apply")
        {
            Description = "Compute what is missing from the stored files, checking them by the way, and drop what is not asked for; SHA-256 stays. Needs the data folder for itself. May be stopped and run again; exit code 1 when a file is missing or damaged.",
        };
        var digests = new Command("digests", "Show which digests the stored artifacts have, against those that the setting ContentChecksums asks for.") { apply, CommonOptions.Json }
            .WithExamples("artifact digests", "artifact digests --setting ContentChecksums=sha256,sha512 --apply", "artifact digests --json");
        digests.SetAction((result, token) => result.GetValue(apply)
            ? CommandHost.ChangeAsync(result, services => ApplyAsync(services, result.GetValue(CommonOptions.Json), token), token)
            : CommandHost.LookAsync(result, (services, _) => ReportAsync(services, result.GetValue(CommonOptions.Json), token), token));
        return new Command("artifact", "Work with the stored artifacts.") { digests }.WithExamples("artifact digests", "artifact digests --apply");
    }

    private static async Task<int> ReportAsync(IServiceProvider services, bool asJson, CancellationToken cancellationToken)
    {
        var migration = services.GetRequiredService<DigestMigration>();
        var counts = await migration.CountAsync(cancellationToken);
        var listing = new Listing("digest", "asked for", "artifacts", "lacking", "not asked for");
        foreach (var algorithm in DigestAlgorithms.All)
        {
            var (isWanted, having) = (migration.Wanted.Contains(algorithm), counts.Having[algorithm]);
            listing.Add(DigestAlgorithms.NameOf(algorithm), isWanted, having, isWanted ? counts.Artifacts - having : 0, isWanted ? 0 : having);
        }

        listing.Write(asJson);
        if (!asJson)
        {
            AnsiConsole.WriteLine(counts.Deviating == 0
                ? $"All {counts.Artifacts} artifacts have the digests asked for."
                : $"{counts.Deviating} of {counts.Artifacts} artifacts differ; '{ProgramName.Current} artifact digests --apply' brings them up to date.");
        }

        return 0;
    }

    private static async Task<int> ApplyAsync(IServiceProvider services, bool asJson, CancellationToken cancellationToken)
    {
        var context = new TaskContext(new PulpTask { Id = Guid.CreateVersion7(), Name = "artifact digests" });
        var work = Task.Run(() => services.GetRequiredService<DigestMigration>().RunAsync(context, cancellationToken), cancellationToken);
        var result = asJson ? await work : await TaskProgress.ShowAsync(work, _ => context.GetProgress());
        if (asJson)
        {
            Listing.WriteJson(new JsonObject { ["changed"] = result.Changed, ["left"] = result.Left.Counts.Values.Sum(), ["findings"] = VerifyStoreCommand.FindingsOf(result.Left) });
        }
        else
        {
            VerifyStoreCommand.WriteFindings(result.Left);
            AnsiConsole.WriteLine($"{result.Changed} artifacts brought up to date, {result.Left.Counts.Values.Sum()} left as they were.");
        }

        return result.Left.IsSound ? 0 : CommandHost.Failure;
    }
}
