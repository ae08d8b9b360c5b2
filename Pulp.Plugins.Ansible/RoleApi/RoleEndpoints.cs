using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Answers questions for roles: lists and search, one role, its versions and its README.
/// </summary>
internal sealed class RoleEndpoints(GalaxyServices services, GalaxyReading reading, RoleArchives archives)
{
    private const int DefaultSize = 10;
    private static readonly string[] Parts = ["imports", "namespaces", "roles", "sync", "users"];

    /// <summary>Tells what there is.</summary>
    public Task RootAsync(DistributionRequest request, GalaxyStyle style) => reading.AnswerAsync(
        request,
        style,
        "v1",
        (_, paths, _) => new(writer =>
        {
            writer.WriteStartObject();
            foreach (var part in Parts)
                writer.WriteString(part, $"{paths.Distribution}v1/{part}/");
            writer.WriteEndObject();
        }),
        "");

    /// <summary>Answers with a page of the roles that are asked for; search is the same question at another address.</summary>
    public Task ListAsync(DistributionRequest request, GalaxyStyle style, string path)
    {
        var query = RoleQuery.Of(request.Http.Request.Query);
        var page = NumberedPage.Of(request.Http.Request.Query, DefaultSize);
        var (origin, writing) = (request.Origin, WritingOf(request));
        return reading.AnswerAsync(
            request,
            style,
            $"{path} {page.Number} {page.Size}\n{query.Filters.Key}",
            async (source, paths, cancellationToken) =>
            {
                var found = await FindAsync(source.Version, query, cancellationToken).ConfigureAwait(false);
                page.RequireWithin(found.Count);
                var shown = await VersionsAsync(source.Version, found.Skip((int)page.Offset).Take(page.Size).Select(role => $"{role.Namespace}.{role.Name}"), cancellationToken).ConfigureAwait(false);
                return writer => page.Write(
                    writer, origin, paths.Distribution + path, query.Filters.Values, found.Count, shown, versions => writing.Write(writer, RoleEntry.Of(versions), versions));
            },
            "");
    }

    public Task ShowAsync(DistributionRequest request, GalaxyStyle style)
    {
        var writing = WritingOf(request);
        return AnswerAsync(request, style, "role", (versions, _) => new(writer =>
        {
            writer.WriteStartObject();
            writing.Write(writer, RoleEntry.Of(versions), versions);
            writer.WriteEndObject();
        }));
    }

    public Task VersionsAsync(DistributionRequest request, GalaxyStyle style)
    {
        var writing = WritingOf(request);
        var origin = request.Origin;
        return AnswerAsync(request, style, "role versions", (versions, paths) =>
        {
            // All at once: roles have few versions, and older clients read the first page only.
            var page = new NumberedPage(1, int.MaxValue);
            return new(writer => page.Write(writer, origin, paths.Distribution, [], versions.Count, versions, version => writing.WriteVersion(writer, version)));
        });
    }

    public Task ContentAsync(DistributionRequest request, GalaxyStyle style) => AnswerAsync(request, style, "role content", async (versions, _) =>
    {
        var readme = await archives.ReadmeOfAsync(RoleEntry.Of(versions).Newest, CancellationToken.None).ConfigureAwait(false);
        return writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("readme", readme ?? "");
            writer.WriteString("readme_html", PlainHtml.Of(readme) ?? "");
            writer.WriteEndObject();
        };
    });

    private RoleWriting WritingOf(DistributionRequest request) => new($"{request.Origin}{services.ContentPrefix}{request.BasePath}/");

    private Task AnswerAsync(DistributionRequest request, GalaxyStyle style, string what, Func<IReadOnlyList<Role>, GalaxyPaths, ValueTask<Action<System.Text.Json.Utf8JsonWriter>>> build)
    {
        var id = request["id"];
        return reading.AnswerAsync(
            request,
            style,
            $"{what}\n{id}",
            async (source, paths, cancellationToken) => await services.Roles.VersionsAsync(source.Version, id, cancellationToken).ConfigureAwait(false) is { Count: > 0 } versions
                ? await build(versions, paths).ConfigureAwait(false)
                : null,
            Missing(id));
    }

    internal static string Missing(string id) => $"There is no role '{id}' in this repository.";

    private async Task<IReadOnlyList<(string Namespace, string Name)>> FindAsync(RepositoryVersion version, RoleQuery query, CancellationToken cancellationToken)
    {
        // Their names are much less to read than what they say of themselves.
        if (query.IsOfAll)
            return await services.Roles.NamesAsync(version, cancellationToken).ConfigureAwait(false);
        var found = query.IsOfOne
            ? await services.Roles.FindAsync(version, query.Owner!, query.Name!, cancellationToken).ConfigureAwait(false) is { } role ? [role] : []
            : query.Choose(await services.Roles.AllAsync(version, cancellationToken).ConfigureAwait(false));
        return [.. found.Select(role => (role.Newest.Namespace, role.Newest.Name))];
    }

    private Task<IReadOnlyList<IReadOnlyList<Role>>> VersionsAsync(RepositoryVersion version, IEnumerable<string> roles, CancellationToken cancellationToken) =>
        services.Database.ReadAsync<IReadOnlyList<IReadOnlyList<Role>>>(
            async session =>
            {
                var shown = new List<IReadOnlyList<Role>>();
                foreach (var role in roles)
                {
                    // None when the version is deleted at this moment.
                    if (await services.Roles.VersionsAsync(session, version, role).ConfigureAwait(false) is { Count: > 0 } versions)
                        shown.Add(versions);
                }

                return shown;
            },
            cancellationToken);
}
