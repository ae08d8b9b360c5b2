using System.CommandLine;
using System.Globalization;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Queries;
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
        rollback.SetAction((result, token) => CommandHost.GuardAsync(() => CommandHost.WorkAsync(
            CommonOptions.Read(result), services => RollbackAsync(services, result.GetRequiredValue(Name), result.GetRequiredValue(number), token), token)));
        var diff = new Command("diff", "List what two versions differ in.") { Name, from, to }.WithExamples("repository diff pypi 1 2");
        diff.SetAction((result, token) => CommandHost.LookAsync(result, services => DiffAsync(services, result.GetRequiredValue(Name), result.GetRequiredValue(from), result.GetRequiredValue(to), token), token));
        var versions = new Command("versions", "List the versions of a repository.") { Name }.WithExamples("repository versions pypi");
        versions.SetAction((result, token) => CommandHost.LookAsync(result, services => VersionsAsync(services, result.GetRequiredValue(Name), token), token));
        var show = new Command("show", "Show a repository.") { Name }.WithExamples("repository show pypi");
        show.SetAction((result, token) => CommandHost.LookAsync(result, services => ShowAsync(services, result.GetRequiredValue(Name), token), token));
        var list = new Command("list", "List the repositories.").WithExamples("repository list");
        list.SetAction((result, token) => CommandHost.LookAsync(result, services => ListAsync(services, token), token));
        return new Command("repository", "Work with repositories and their versions.") { list, show, versions, diff, rollback }
            .WithExamples("repository list", "repository versions pypi", "repository rollback pypi 3");
    }

    private static async Task<int> ListAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var page = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
            session => session.Resources.QueryAsync(ResourceKind.Repository, null, Domain.DefaultId, new Query { OrderBy = [new Ordering("name")], Limit = int.MaxValue }), cancellationToken);
        var table = new Table().AddColumns("name", "type", "latest version");
        foreach (var repository in page.Items.Cast<Repository>())
            table.AddRow(Markup.Escape(repository.Name), services.GetRequiredService<PulpCatalog>().TypeOf(repository).Name, Text(repository.LatestVersion));
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<int> ShowAsync(IServiceProvider services, string name, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(services, name, cancellationToken);
        var type = services.GetRequiredService<PulpCatalog>().TypeOf(repository);
        var latest = await VersionAsync(services, repository, null, cancellationToken);
        var table = new Table().HideHeaders().AddColumns("", "");
        table.AddRow("type", type.Name).AddRow("created", repository.Created.ToString("u", CultureInfo.InvariantCulture)).AddRow("latest version", Text(latest.Number));
        foreach (var field in type.Fields.Where(field => !field.Rules.Secret && field.GetValue(repository) is not null))
            table.AddRow(field.Name, Markup.Escape(Convert.ToString(field.GetValue(repository), CultureInfo.InvariantCulture) ?? ""));
        foreach (var (content, count) in latest.Summary.Present)
            table.AddRow(content, Text(count));
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<int> VersionsAsync(IServiceProvider services, string name, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(services, name, cancellationToken);
        var versions = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
            session => session.Versions.QueryAsync(repository.Id, repository.DomainId, new Query { Limit = int.MaxValue }), cancellationToken);
        var table = new Table().AddColumns("version", "created", "added", "removed", "present");
        foreach (var version in versions.Items)
            table.AddRow(Text(version.Number), version.Created.ToString("u", CultureInfo.InvariantCulture), Sum(version.Summary.Added), Sum(version.Summary.Removed), Sum(version.Summary.Present));
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<int> DiffAsync(IServiceProvider services, string name, long fromNumber, long toNumber, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(services, name, cancellationToken);
        var from = await VersionAsync(services, repository, fromNumber, cancellationToken);
        var to = await VersionAsync(services, repository, toNumber, cancellationToken);
        foreach (var (added, mark) in new[] { (false, '-'), (true, '+') })
        {
            for (long? cursor = 0; cursor is not null;)
            {
                var start = cursor.Value;
                var lines = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
                    async session =>
                    {
                        var (units, next) = await session.Memberships.DiffAsync(from, to, added, start, Page);
                        cursor = next;
                        var contents = await session.Contents.GetAsync(units.Select(unit => unit.StoreKey).ToList());
                        var files = await session.Contents.GetFilesAsync(units.Select(unit => unit.StoreKey).ToList());
                        return contents.Select(content => $"{mark} {services.GetRequiredService<PulpCatalog>().ContentTypeOf(content).Name} {string.Join(", ", files[content.StoreKey].Select(file => file.RelativePath))}").ToList();
                    },
                    cancellationToken);
                lines.ForEach(AnsiConsole.WriteLine);
            }
        }

        return 0;
    }

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

    private static async Task<Repository> FindAsync(IServiceProvider services, string name, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, name), cancellationToken) as Repository
        ?? throw new InvalidSettingsException([$"There is no repository '{name}'; 'repository list' shows them."]);

    private static async Task<RepositoryVersion> VersionAsync(IServiceProvider services, Repository repository, long? number, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Versions.FindAsync(repository.Id, number), cancellationToken)
        ?? throw new InvalidSettingsException([$"'{repository.Name}' has no version {number}; 'repository versions {repository.Name}' shows them."]);

    private static string Sum(IReadOnlyDictionary<string, long> counts) => Text(counts.Values.Sum());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
