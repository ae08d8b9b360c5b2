using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Search;
using Pulp.Remotes;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Searches collections in all repositories that the caller may see.
/// </summary>
internal sealed class SearchEndpoints(GalaxyServices services, SearchScope scope, TaskDispatcher dispatcher)
{
    private const string RebuildPermission = "ansible.modify_ansiblerepository";

    private static readonly string[] Filters =
    [
        "q", "keywords", "tags", "namespace", "name", "version", "version_range", "dependency", "is_highest", "highest", "is_deprecated", "deprecated", "is_signed", "signed",
        "repository", "repository_name", "repository_label", "repository_version", "distribution", "distribution_base_path", "order_by",
    ];

    private readonly SummaryContents contents = new(services.Details, services.Time);
    private readonly RestAddresses addresses = new(services);

    public async Task SearchAsync(EndpointRequest request, GalaxyStyle style)
    {
        var page = GalaxyPage.Of(request.Http.Request.Query, Filters);
        var (query, order) = (QueryOf(page), OrderOf(page["order_by"]));
        var places = (await scope.FindAsync(request, page).ConfigureAwait(false)).ToDictionary(place => place.Version.Id);
        var found = new List<(SearchIndex Index, SearchEntry Entry)>();
        foreach (var place in places.Values)
        {
            var index = await services.Search.GetAsync(place.Version, request.Cancellation).ConfigureAwait(false);
            found.AddRange(query.In(index).Select(entry => (index, entry)));
        }

        var shown = (order is null ? found : SearchOrder.Apply(found, order)).Skip(page.Offset).Take(page.Limit).ToList();
        var known = await contents.ReadAsync([.. shown.Select(pair => pair.Entry.Unit).DistinctBy(unit => unit.StoreKey)], request.Cancellation).ConfigureAwait(false);
        var remotes = await RemotesAsync([.. shown.Select(pair => places[pair.Index.Version.Id].Repository)], request.Cancellation).ConfigureAwait(false);
        var metadata = new Dictionary<(Guid, string), AnsibleNamespaceMetadata?>();
        foreach (var (index, entry) in shown)
        {
            if (!metadata.ContainsKey((index.Version.Id, entry.Unit.Namespace)))
                metadata[(index.Version.Id, entry.Unit.Namespace)] = await services.Namespaces.ReadAsync(index.Version, [entry.Unit.Namespace], request.Cancellation).ConfigureAwait(false) is [var said] ? said : null;
        }

        GalaxyPaths PathsOf(string basePath) => new(style, request.Origin, basePath);
        var documents = new SearchDocuments(addresses, PathsOf);
        await GalaxyAnswers.WriteAsync(request.Http, writer => page.Write(writer, PathsOf("").Search, found.Count, shown, (output, pair) =>
        {
            var place = places[pair.Index.Version.Id];
            var remote = place.Repository.Remote is { } id ? remotes.GetValueOrDefault(id) : null;
            documents.Write(output, place, remote, pair.Index, pair.Entry, known.GetValueOrDefault(pair.Entry.Unit.StoreKey), metadata[(pair.Index.Version.Id, pair.Entry.Unit.Namespace)]);
        })).ConfigureAwait(false);
    }

    /// <summary>Has the indexes made anew by a task. They follow the repositories by themselves: this is for whoever does not trust them.</summary>
    public async Task RebuildAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        if (!await request.IsAllowedAsync(RebuildPermission, objectPrn: null).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.Denied, $"It takes the permission {RebuildPermission} on everything.");
        var asked = new TaskRequest
        {
            Name = RebuildSearchTask.TaskName,
            Locks = [RebuildSearchTask.LockName],
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        await GalaxyTasks.WriteAsync(
            request.Http, services, await dispatcher.DispatchAsync<RebuildSearchTask, RebuildSearch>(asked, new RebuildSearch(), request.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<IReadOnlyDictionary<Guid, Remote>> RemotesAsync(IReadOnlyCollection<AnsibleRepository> repositories, CancellationToken cancellationToken)
    {
        var ids = repositories.Select(repository => repository.Remote).OfType<Guid>().ToHashSet();
        if (ids.Count == 0)
            return new Dictionary<Guid, Remote>();
        return await services.Database.ReadAsync(
            async session =>
            {
                var remotes = new Dictionary<Guid, Remote>();
                foreach (var id in ids)
                {
                    if (await session.Resources.GetAsync(id).ConfigureAwait(false) is Remote remote)
                        remotes[id] = remote;
                }

                return remotes;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static SearchQuery QueryOf(GalaxyPage page)
    {
        VersionRange? range = null;
        if (page["version_range"] is { } text && !VersionRange.TryParse(text, out range))
            throw new GalaxyException(GalaxyError.Invalid, $"'{text}' is no range of versions, for example >=1.0.0,<2.0.0.") { Parameter = "version_range" };
        return new SearchQuery
        {
            Words = SearchQuery.WordsOf(page["q"], page["keywords"]),
            Tags = page["tags"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Namespace = page["namespace"],
            Name = page["name"],
            Version = page["version"],
            Range = range,
            Dependency = page["dependency"],
            IsHighest = FlagOf(page, "is_highest") ?? FlagOf(page, "highest"),
            IsDeprecated = FlagOf(page, "is_deprecated") ?? FlagOf(page, "deprecated"),
            IsSigned = FlagOf(page, "is_signed") ?? FlagOf(page, "signed"),
        };
    }

    private static bool? FlagOf(GalaxyPage page, string filter) => page[filter]?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new GalaxyException(GalaxyError.Invalid, "The value must be true or false.") { Parameter = filter },
    };

    private static string? OrderOf(string? order)
    {
        if (order is not null && !SearchOrder.Names.Contains(order.TrimStart('-')))
            throw new GalaxyException(GalaxyError.Invalid, $"The order is one of {string.Join(", ", SearchOrder.Names)}, with a minus before it to turn it round.") { Parameter = "order_by" };
        return order;
    }
}
