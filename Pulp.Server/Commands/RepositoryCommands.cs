using System.CommandLine;
using System.Globalization;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Server.Settings;
using Pulp.Stores;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Lists repositories, shows them and their versions, compares versions and rolls back.
/// </summary>
internal static class RepositoryCommands
{
    private const int Page = 500;
    private static readonly Argument<string> Name = new("name") { Description = "The repository's name." };

    public static Command Create()
    {
        var from = new Argument<long>("from") { Description = "The version compared to." };
        var to = new Argument<long>("to") { Description = "The version compared." };
        var number = new Argument<long>("version") { Description = "The number of the version to go back to." };
        var rollback = new Command("rollback", "Make a new version with the content of an earlier one.") { Name, number }.WithExamples("repository rollback pypi 3");
        rollback.SetAction((result, token) => CommandHost.ChangeAsync(
            result, services => RollbackAsync(services, result.GetRequiredValue(Name), result.GetRequiredValue(number), token), token));
        var diff = new Command("diff", "List what two versions differ in.") { Name, from, to, CommonOptions.Json }.WithExamples("repository diff pypi 1 2", "repository diff pypi 1 2 --json");
        diff.SetAction((result, token) => CommandHost.LookAsync(result, (services, _) => DiffAsync(services, result, result.GetRequiredValue(from), result.GetRequiredValue(to), token), token));
        var versions = new Command("versions", "List the versions of a repository.") { Name, CommonOptions.Json }.WithExamples("repository versions pypi");
        versions.SetAction((result, token) => CommandHost.LookAsync(result, (services, _) => VersionsAsync(services, result, token), token));
        var show = new Command("show", "Show a repository.") { Name, CommonOptions.Json }.WithExamples("repository show pypi");
        show.SetAction((result, token) => CommandHost.LookAsync(result, (services, _) => ShowAsync(services, result, token), token));
        var list = new Command("list", "List the repositories.") { CommonOptions.Json }.WithExamples("repository list", "repository list --json");
        list.SetAction((result, token) => CommandHost.LookAsync(result, (services, _) => ListAsync(services, result, token), token));
        return new Command("repository", "Work with repositories and their versions.") { list, show, RepositorySizeCommand.Create(), versions, diff, rollback }
            .WithExamples("repository list", "repository versions pypi", "repository rollback pypi 3");
    }

    /// <summary>Gets all repositories by name.</summary>
    public static async Task<IReadOnlyList<Repository>> AllAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var query = new Query { OrderBy = [new Ordering("name")], Limit = int.MaxValue };
        var page = await services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Repository, null, Domain.DefaultId, query), cancellationToken);
        return [.. page.Items.Cast<Repository>()];
    }

    /// <summary>Finds a repository.</summary>
    /// <exception cref="InvalidSettingsException">There is none of this name.</exception>
    public static async Task<Repository> FindAsync(IServiceProvider services, string name, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, name), cancellationToken) as Repository
        ?? throw new InvalidSettingsException([$"There is no repository '{name}'; 'repository list' shows them."]);

    private static async Task<int> ListAsync(IServiceProvider services, ParseResult result, CancellationToken cancellationToken)
    {
        var listing = new Listing("name", "type", "latest version");
        foreach (var repository in await AllAsync(services, cancellationToken))
            listing.Add(repository.Name, services.GetRequiredService<PulpCatalog>().TypeOf(repository).Name, repository.LatestVersion);
        listing.Write(result.GetValue(CommonOptions.Json));
        return 0;
    }

    private static async Task<int> ShowAsync(IServiceProvider services, ParseResult result, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(services, result.GetRequiredValue(Name), cancellationToken);
        var type = services.GetRequiredService<PulpCatalog>().TypeOf(repository);
        var latest = await VersionAsync(services, repository, null, cancellationToken);
        var remote = repository.Remote is { } id
            ? await services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Resources.GetAsync(id), cancellationToken) as Remote
            : null;
        var fields = type.Fields.Where(field => !field.Rules.Secret && field.GetValue(repository) is not null && field.Name is not "name" and not "remote").ToList();
        var listing = new Listing(["name", "type", "created", "latest version", "remote", .. fields.Select(field => field.Name), "content"]);
        listing.Add([repository.Name, type.Name, repository.Created, latest.Number, remote?.Name, .. fields.Select(field => field.GetValue(repository)), latest.Summary.Present]);
        listing.WriteOne(result.GetValue(CommonOptions.Json));
        return 0;
    }

    private static async Task<int> VersionsAsync(IServiceProvider services, ParseResult result, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(services, result.GetRequiredValue(Name), cancellationToken);
        var versions = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
            session => session.Versions.QueryAsync(repository.Id, repository.DomainId, new Query { Limit = int.MaxValue }), cancellationToken);
        var listing = new Listing("version", "created", "added", "removed", "present");
        foreach (var version in versions.Items)
            listing.Add(version.Number, version.Created, Sum(version.Summary.Added), Sum(version.Summary.Removed), Sum(version.Summary.Present));
        listing.Write(result.GetValue(CommonOptions.Json));
        return 0;
    }

    private static async Task<int> DiffAsync(IServiceProvider services, ParseResult result, long fromNumber, long toNumber, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(services, result.GetRequiredValue(Name), cancellationToken);
        var from = await VersionAsync(services, repository, fromNumber, cancellationToken);
        var to = await VersionAsync(services, repository, toNumber, cancellationToken);
        var asJson = result.GetValue(CommonOptions.Json);
        var listing = new Listing("change", "type", "files");
        foreach (var added in new[] { false, true })
        {
            for (long? cursor = 0; cursor is not null;)
            {
                var (units, next) = await DifferenceAsync(services, from, to, added, cursor.Value, cancellationToken);
                cursor = next;
                foreach (var (type, files) in units)
                {
                    if (asJson)
                        listing.Add(added ? "added" : "removed", type, files);
                    else
                        Terminal.WriteUnbroken($"{(added ? '+' : '-')} {type} {string.Join(", ", files)}");
                }
            }
        }

        if (asJson)
            listing.Write(asJson);
        return 0;
    }

    private static Task<(List<(string Type, List<string> Files)> Units, long? Next)> DifferenceAsync(
        IServiceProvider services, RepositoryVersion from, RepositoryVersion to, bool added, long start, CancellationToken cancellationToken) =>
        services.GetRequiredService<IPulpDatabase>().ReadAsync(
            async session =>
            {
                var (units, next) = await session.Memberships.DiffAsync(from, to, added, start, Page);
                var contents = await session.Contents.GetAsync(units.Select(unit => unit.StoreKey).ToList());
                var files = await session.Contents.GetFilesAsync(units.Select(unit => unit.StoreKey).ToList());
                var catalog = services.GetRequiredService<PulpCatalog>();
                return (contents.Select(content => (catalog.ContentTypeOf(content).Name, files[content.StoreKey].Select(file => file.RelativePath).ToList())).ToList(), next);
            },
            cancellationToken);

    private static async Task<int> RollbackAsync(IServiceProvider services, string name, long number, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(services, name, cancellationToken);
        var target = await VersionAsync(services, repository, number, cancellationToken);
        var version = await services.GetRequiredService<RepositoryChanges>().ModifyAsync(repository.Id, new RepositoryChange { BaseVersion = target.Id }, cancellationToken);
        AnsiConsole.WriteLine(version is null
            ? $"'{name}' holds the content of version {Text(number)} already."
            : $"'{name}' is at version {Text(version.Number)}, with the content of version {Text(number)}.");
        return 0;
    }

    private static async Task<RepositoryVersion> VersionAsync(IServiceProvider services, Repository repository, long? number, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Versions.FindAsync(repository.Id, number), cancellationToken)
        ?? throw new InvalidSettingsException([$"'{repository.Name}' has no version {number}; 'repository versions {repository.Name}' shows them."]);

    private static long Sum(IReadOnlyDictionary<string, long> counts) => counts.Values.Sum();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
