using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Domains;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the domain <c>default</c>, which always exists.
/// </summary>
internal sealed class DomainEndpoints : IApiEndpoints
{
    private static readonly Domain Default = new() { Id = Domain.DefaultId, Name = "default", Created = DateTimeOffset.UnixEpoch, LastUpdated = DateTimeOffset.UnixEpoch };

    private static readonly Representation<Domain> Shown = new("DomainResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, domain, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Domain, domain.Id))),
        new("prn", ApiType.Text, (writer, domain, _) => writer.WriteStringValue(CoreObject.Domain.PrnOf(domain.Id))),
        new("pulp_created", ApiType.Time, (writer, domain, _) => writer.WriteTime(domain.Created)),
        new("pulp_last_updated", ApiType.Time, (writer, domain, _) => writer.WriteTime(domain.LastUpdated)),
        new("name", ApiType.Text, (writer, domain, _) => writer.WriteStringValue(domain.Name)) { IsReadOnly = false, IsRequired = true },
        new("description", ApiType.Text with { IsNullable = true }, (writer, domain, _) => writer.WriteStringValue(domain.Description)) { IsReadOnly = false },
        new("pulp_labels", ApiType.Labels, (writer, _, _) => writer.WriteLabels(labels: null)) { IsReadOnly = false },

        // Where the bytes lie is the operator's business and is not shown.
        new("storage_class", ApiType.Text, (writer, _, _) => writer.WriteStringValue("pulpcore.app.models.storage.FileSystem"u8)) { IsReadOnly = false, IsRequired = true },
        new("storage_settings", ApiType.Object, (writer, _, _) =>
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }) { IsReadOnly = false, IsRequired = true },
        new("redirect_to_object_storage", ApiType.Boolean, (writer, _, _) => writer.WriteBooleanValue(value: true)) { IsReadOnly = false },
        new("hide_guarded_distributions", ApiType.Boolean, (writer, _, _) => writer.WriteBooleanValue(value: false)) { IsReadOnly = false },
    ]);

    private static readonly FilterSet Filters = new FilterSetBuilder().Ids().Names("name").Labels().OrderBy("name", "pulp_created", "pulp_last_updated").Build();
    private readonly ApiServices services;

    public DomainEndpoints(ApiServices services) => this.services = services;

    public IEnumerable<ApiEndpoint> Build()
    {
        var group = CoreGroup.Of(CoreObject.Domain, "Domains");
        yield return group.List(Filters, Shown, EndpointPermission.LoginOnly, call => services.Lists.ReadAsync(call, Filters, Shown, visible: null, (_, query, _) =>
        {
            var page = MemoryRows.Apply([Default], query, static (domain, name) => name switch
            {
                "name" => domain.Name,
                "pulp_created" => domain.Created,
                "pulp_last_updated" => domain.LastUpdated,
                _ => domain.Id,
            });
            return ValueTask.FromResult((page.Count, page.Items));
        }));
        yield return group.Read(Shown, EndpointPermission.LoginOnly, call =>
        {
            if (call.Uuid() != Default.Id)
                throw call.NotFound();
            var context = call.NewContext();
            var fields = Shown.Select(FieldSelection.Of(call.Http.Request.Query));
            return Task.FromResult(ApiResult.Json(StatusCodes.Status200OK, writer => Representation<Domain>.Write(writer, Default, context, fields)));
        });
    }
}
