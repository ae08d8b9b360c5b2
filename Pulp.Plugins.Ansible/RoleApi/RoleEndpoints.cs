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
                var shown = await WithVersionsAsync(source.Version, found.Skip((int)page.Offset).Take(page.Size), cancellationToken).ConfigureAwait(false);
                return writer => page.Write(
                    writer, origin, paths.Distribution + path, query.Filters.Values, found.Count, shown, role => writing.Write(writer, role.Entry, role.Versions));
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

    private async Task<IReadOnlyList<RoleEntry>> FindAsync(RepositoryVersion version, RoleQuery query, CancellationToken cancellationToken)
    {
        if (!query.IsOfOne)
            return query.Choose(await services.Roles.AllAsync(version, cancellationToken).ConfigureAwait(false));
        return await services.Roles.FindAsync(version, query.Owner!, query.Name!, cancellationToken).ConfigureAwait(false) is { } role ? [role] : [];
    }

    private Task<IReadOnlyList<(RoleEntry Entry, IReadOnlyList<Role> Versions)>> WithVersionsAsync(RepositoryVersion version, IEnumerable<RoleEntry> roles, CancellationToken cancellationToken) =>
        services.Database.ReadAsync<IReadOnlyList<(RoleEntry, IReadOnlyList<Role>)>>(
            async session =>
            {
                var shown = new List<(RoleEntry, IReadOnlyList<Role>)>();
                foreach (var role in roles)
                    shown.Add((role, await services.Roles.VersionsAsync(session, version, role.Id).ConfigureAwait(false)));
                return shown;
            },
            cancellationToken);
}
