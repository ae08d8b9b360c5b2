using Pulp.AspNetCore.Api.Hrefs;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Makes the groups of the core's own kinds of objects.
/// </summary>
internal static class CoreGroup
{
    public static EndpointGroup Of(CoreObject kind, string tag) => new()
    {
        Path = kind.Path + "/",
        Tag = tag,
        Model = kind.Model,
        HrefParameter = kind.Path[..^1].Replace('-', '_') + "_href",
        ObjectPrn = values => kind.PrnOf(values["id"]!.ToString()!),
        ViewPermission = kind.Permission("view"),
        ObjectRoute = kind.HasNumbers ? "{id:long}/" : "{id:guid}/",
    };
}
