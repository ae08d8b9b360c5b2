using System.Text.Json;
using Pulp.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Shows the namespaces of roles. Who owns one is shown to those who are logged in.
/// </summary>
internal sealed class RoleNamespaceEndpoints(GalaxyServices services, GalaxyReadAccess access, RoleNamespaces namespaces)
{
    private const int DefaultSize = 100;

    private static readonly Dictionary<string, Func<RoleNamespace, object?>> Orders = new(StringComparer.Ordinal)
    {
        ["name"] = space => space.Name,
        ["created"] = space => space.Provider?.Created ?? default,
    };

    public async Task ListAsync(DistributionRequest request, GalaxyStyle style)
    {
        var source = await SourceAsync(request).ConfigureAwait(false);
        var filters = ListFilters.Of(request.Http.Request.Query, "keywords", "name", "owner", "provider", "sort");
        var page = NumberedPage.Of(request.Http.Request.Query, DefaultSize);
        var names = (await services.Roles.NamesAsync(source.Version, request.Cancellation).ConfigureAwait(false)).Select(role => role.Namespace);
        var all = await namespaces.ListAsync(names, request.DomainId, withGiven: !request.Caller.IsAnonymous, request.Cancellation).ConfigureAwait(false);
        var words = filters.WordsOf("keywords");
        var found = filters.Sort(
            all.Where(space => (filters["name"] ?? space.Name) == space.Name
                && (filters["provider"] is not { } provider || space.Provider?.Name == provider)
                && words.All(word => space.Name.Contains(word, StringComparison.OrdinalIgnoreCase))),
            "sort",
            Orders).ToList();
        if (filters["owner"] is { } owner)
            found = [.. (await OwnersAsync(request, found).ConfigureAwait(false)).Where(one => one.Owners.Any(user => user.Username == owner)).Select(one => one.Space)];
        page.RequireWithin(found.Count);
        var shown = await OwnersAsync(request, [.. found.Skip((int)page.Offset).Take(page.Size)]).ConfigureAwait(false);
        var paths = GalaxyReading.PathsOf(request, style);
        await GalaxyAnswers.WriteAsync(request.Http, writer => page.Write(
            writer, request.Origin, paths.Distribution + "v1/namespaces/", filters.Values, found.Count, shown, one => Write(writer, paths, one.Space, one.Owners))).ConfigureAwait(false);
    }

    public async Task ShowAsync(DistributionRequest request, GalaxyStyle style) => await WriteAsync(request, style, await RequireAsync(request).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task OwnersAsync(DistributionRequest request)
    {
        var owners = await OwnersAsync(request, await RequireAsync(request).ConfigureAwait(false)).ConfigureAwait(false);
        await GalaxyAnswers.WriteAsync(request.Http, writer => UserWriting.Write(writer, owners)).ConfigureAwait(false);
    }

    public async Task ProvidersAsync(DistributionRequest request)
    {
        var space = await RequireAsync(request).ConfigureAwait(false);
        await GalaxyAnswers.WriteAsync(request.Http, writer => WriteProviders(writer, space.Provider)).ConfigureAwait(false);
    }

    /// <summary>Answers with one namespace.</summary>
    public async Task WriteAsync(DistributionRequest request, GalaxyStyle style, RoleNamespace space)
    {
        var owners = await OwnersAsync(request, space).ConfigureAwait(false);
        await GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            Write(writer, GalaxyReading.PathsOf(request, style), space, owners);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>Gets the namespace that a request names: one with roles, or with an owner.</summary>
    /// <exception cref="GalaxyException">There is none, or the caller may not read what the distribution serves.</exception>
    public async Task<RoleNamespace> RequireAsync(DistributionRequest request)
    {
        var source = await SourceAsync(request).ConfigureAwait(false);
        var name = request["id"];
        if (RoleName.IsNamespace(name))
        {
            var space = await namespaces.FindAsync(name, request.DomainId, request.Cancellation).ConfigureAwait(false);
            if ((space.Provider is not null && !request.Caller.IsAnonymous) || await services.Roles.HasNamespaceAsync(source.Version, name, request.Cancellation).ConfigureAwait(false))
                return space;
        }

        throw new GalaxyException(GalaxyError.NotFound, $"There is no namespace '{name}' of roles.");
    }

    private async Task<ServedSource> SourceAsync(DistributionRequest request)
    {
        var source = await request.GetSourceAsync().ConfigureAwait(false);
        await access.RequireAsync(request, source).ConfigureAwait(false);
        return source ?? throw new GalaxyException(GalaxyError.NotFound, "The distribution serves nothing: it points to no repository or version.");
    }

    private async Task<IReadOnlyList<(RoleNamespace Space, IReadOnlyList<User> Owners)>> OwnersAsync(EndpointRequest request, IReadOnlyCollection<RoleNamespace> spaces) =>
        request.Caller.IsAnonymous ? [.. spaces.Select(space => (space, (IReadOnlyList<User>)[]))] : await namespaces.OwnersAsync(spaces, request.Cancellation).ConfigureAwait(false);

    private async Task<IReadOnlyList<User>> OwnersAsync(EndpointRequest request, RoleNamespace space) => (await OwnersAsync(request, [space]).ConfigureAwait(false))[0].Owners;

    private void Write(Utf8JsonWriter writer, GalaxyPaths paths, RoleNamespace space, IReadOnlyList<User> owners)
    {
        var path = $"{paths.Distribution}v1/namespaces/{space.Name}/";
        writer.WriteString("id", space.Name);
        writer.WriteString("url", path);
        writer.WriteString("name", space.Name);
        writer.WriteString("created", space.Provider is { } provider ? GalaxyDocuments.Format(provider.Created) : null);
        writer.WriteString("modified", space.Provider is { } changed ? GalaxyDocuments.Format(changed.LastUpdated) : null);
        writer.WriteString("avatar_url", "");
        writer.WriteStartObject("summary_fields");
        writer.WriteStartArray("owners");
        foreach (var owner in owners)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", owner.Id);
            writer.WriteString("username", owner.Username);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("provider_namespaces");
        WriteProviders(writer, space.Provider);
        writer.WriteEndObject();
        writer.WriteStartObject("related");
        writer.WriteString("owners", path + "owners/");
        writer.WriteString("provider_namespaces", path + "providers/");
        writer.WriteString("content", $"{paths.Distribution}v1/roles/?namespace={space.Name}");
        writer.WriteEndObject();
    }

    private void WriteProviders(Utf8JsonWriter writer, AnsibleNamespace? provider)
    {
        writer.WriteStartArray();
        if (provider is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("id", provider.Id);
            writer.WriteString("name", provider.Name);
            writer.WriteString("pulp_href", $"{services.ApiPath}pulp_ansible/namespaces/{provider.Id}/");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
