using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Server.Commands;

/// <summary>
/// Shows how much room repositories take, each by itself and all together.
/// </summary>
internal static class RepositorySizeCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name") { Description = "The repositories' names. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var size = new Command(
            "size",
            "Show the bytes that the files of repositories take on the disk, in the latest version and in all versions that are kept, and the bytes still on demand. What is shared counts once, also in the total.")
            { names, CommonOptions.Json }
            .WithExamples("repository size", "repository size dev test prod", "repository size pypi --json");
        size.SetAction((result, token) => CommandHost.LookAsync(result, (services, _) => SizeAsync(services, result.GetValue(names) ?? [], result.GetValue(CommonOptions.Json), token), token));
        return size;
    }

    private static async Task<int> SizeAsync(IServiceProvider services, string[] names, bool asJson, CancellationToken cancellationToken)
    {
        var repositories = new List<Repository>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            repositories.Add(await RepositoryCommands.FindAsync(services, name, cancellationToken));
        if (names.Length == 0)
            repositories.AddRange(await RepositoryCommands.AllAsync(services, cancellationToken));

        var sizes = new List<(string Name, RepositorySize Size)>();
        foreach (var repository in repositories)
            sizes.Add((repository.Name, await MeasureAsync(services, [repository.Id], cancellationToken)));
        var total = sizes.Count == 1 ? sizes[0].Size : await MeasureAsync(services, [.. repositories.Select(repository => repository.Id)], cancellationToken);
        if (asJson)
            Listing.WriteJson(new JsonObject { ["repositories"] = new JsonArray([.. sizes.Select(entry => JsonOf(entry.Size, entry.Name))]), ["total"] = JsonOf(total) });
        else
            WriteTable(sizes, total);
        return 0;
    }

    private static Task<RepositorySize> MeasureAsync(IServiceProvider services, IReadOnlyCollection<Guid> repositories, CancellationToken cancellationToken) =>
        services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.RepositorySizes.MeasureAsync(repositories), cancellationToken);

    private static void WriteTable(List<(string Name, RepositorySize Size)> sizes, RepositorySize total)
    {
        var listing = new Listing("repository", "bytes of latest version", "bytes of all versions", "bytes on demand", "files of unknown size");
        foreach (var (name, size) in sizes.Append(("total", total)))
            listing.Add(name, Text(size.LatestBytes), Text(size.StoredBytes), Text(size.OnDemandBytes), Text(size.UnknownFiles));
        listing.Write(asJson: false);
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static JsonObject JsonOf(RepositorySize size, string? name = null)
    {
        var document = new JsonObject();
        if (name is not null)
            document["name"] = name;
        document["latest_version_bytes"] = size.LatestBytes;
        document["all_versions_bytes"] = size.StoredBytes;
        document["on_demand_bytes"] = size.OnDemandBytes;
        document["unknown_size_files"] = size.UnknownFiles;
        return document;
    }
}
