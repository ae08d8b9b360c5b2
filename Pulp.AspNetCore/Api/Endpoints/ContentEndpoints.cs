using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Contents;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Labels;
using Pulp.AspNetCore.Api.Roles;
using Pulp.ContentTypes;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings content: the list of all units, and per type list, read, create, upload and labels.
/// </summary>
internal sealed class ContentEndpoints : IApiEndpoints
{
    private readonly PulpCatalog catalog;
    private readonly ContentReading reading;
    private readonly ContentCreation creation;
    private readonly ContentLabels labels;
    private readonly UnitFiles files;

    public ContentEndpoints(PulpCatalog catalog, ContentReading reading, ContentCreation creation, ContentLabels labels, UnitFiles files)
    {
        this.files = files;
        this.catalog = catalog;
        this.reading = reading;
        this.creation = creation;
        this.labels = labels;
    }

    public IEnumerable<ApiEndpoint> Build() => catalog.ContentTypes.SelectMany(Build).Append(All());

    private static EndpointGroup GroupOf(ContentType type) => new()
    {
        Path = type.CollectionPath,
        Tag = $"Content: {Naming.Title(type.Endpoint)}",
        Model = type.Model,
        Component = type.PluginLabel,
        HrefParameter = Naming.HrefOf(type),
        ObjectPrn = values => type.PrnOf(Guid.Parse(values["id"]!.ToString()!)),
        ViewPermission = $"{type.PluginLabel}.view_{type.Model.ToLowerInvariant()}",
    };

    private IEnumerable<ApiEndpoint> Build(ContentType type)
    {
        var (group, filters, representation) = (GroupOf(type), ContentFilters.Of(type), ContentOutput.Of(type, catalog));

        // Which units a caller sees follows from the repositories the caller sees.
        yield return group.List(filters, representation, new EndpointPermission(PermissionScope.List), call => reading.ListAsync(call, type, filters, representation));
        yield return group.Read(representation, EndpointPermission.LoginOnly, async call =>
            ContentReading.Show(call, representation, await reading.GetAsync(call, type).ConfigureAwait(false)));
        if (type.ServedFile is { } file)
        {
            yield return group.OnObject("GET", $"{file}/", file, EndpointPermission.LoginOnly, async call => await files.SendAsync(call, await reading.GetAsync(call, type).ConfigureAwait(false)).ConfigureAwait(false))
                .Returns(StatusCodes.Status200OK);
        }

        if (type.UploadReader is not null && type.IsCreatedAtOnce)
        {
            var create = ContentSchemas.Of(type, representation, atOnce: false);
            yield return group.OnCollection("POST", "", "create", EndpointPermission.LoginOnly, call => creation.UploadAsync(call, type, create, representation))
                .Takes(create).Returns(StatusCodes.Status201Created, representation);
        }
        else if (type.UploadReader is not null)
        {
            var (create, upload) = (ContentSchemas.Of(type, representation, atOnce: false), ContentSchemas.Of(type, representation, atOnce: true));
            yield return group.OnCollection("POST", "", "create", EndpointPermission.LoginOnly, call => creation.CreateAsync(call, type, create)).Takes(create).ReturnsTask();
            if (!type.IsMadeOfFields)
                yield return group.OnCollection("POST", "upload/", "upload", EndpointPermission.LoginOnly, call => creation.UploadAsync(call, type, upload, representation))
                    .Takes(upload).Returns(StatusCodes.Status201Created, representation);
        }

        var manageLabels = new EndpointPermission(PermissionScope.Global, CorePermissions.ManageContentLabels);
        foreach (var endpoint in LabelSchemas.Endpoints(group, CorePermissions.ManageContentLabels, call => labels.SetAsync(call, type), call => labels.UnsetAsync(call, type)))
            yield return endpoint with { Permission = manageLabels };
    }

    private ApiEndpoint All()
    {
        var filters = ContentFilters.OfAll([.. catalog.ContentTypes.Select(type => type.Name)]);
        var group = new EndpointGroup { Path = "content/", Tag = "Content", Model = "Content", HrefParameter = "", ObjectPrn = _ => "", ViewPermission = "core.view_content" };
        return group.List(filters, ContentOutput.Any, new EndpointPermission(PermissionScope.List), call => reading.ListAsync(call, type: null, filters, ContentOutput.Any));
    }
}
