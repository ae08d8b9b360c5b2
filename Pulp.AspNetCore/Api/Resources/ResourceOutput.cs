using System.Text.Json;
using Pulp.AspNetCore.Api.Accounts;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Distributions;
using Pulp.Distributions.Guards;
using Pulp.Downloads;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Transfer;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Makes the representations of resources from their described fields and what the API computes besides, in Pulp's order.
/// </summary>
internal static class ResourceOutput
{
    private const string BaseUrlField = "base_url";
    private static readonly string[] Head = ["pulp_href", "prn", "pulp_created", "pulp_last_updated"];

    private static OutputField<ResourceRow> LastSync => new("last_sync_task", ApiType.Uri with { IsNullable = true }, (writer, row, context) =>
        writer.WriteStringValue(row.LastSyncTask is { } task ? context.Hrefs.Of(CoreObject.Task, task) : null));

    private static IReadOnlyList<OutputField<ResourceRow>> Downloaders =>
    [
        new("users", ApiType.ListOf(ApiType.Of(AccountOutput.GroupUser)), (writer, row, context) => AccountOutput.GroupUser.WriteAll(writer, row.Downloaders!.Users, context)),
        new("groups", ApiType.ListOf(ApiType.Of(AccountOutput.Group)), (writer, row, context) => AccountOutput.Group.WriteAll(writer, row.Downloaders!.Groups, context)),
    ];

    public static Representation<ResourceRow> Of(ResourceType type, PulpOptions options, UpstreamAllowances allowances) =>
        Of(type.Kind == ResourceKind.Import ? "ImportResponse" : ResourceSchemas.NameOf(type) + "Response", type.Kind, type.Fields, options, allowances, (type as DistributionType)?.BaseUrlField,
            type.ClrType == typeof(RBACContentGuard) ? Downloaders : type.ShowsLastSync ? [LastSync] : []);

    /// <summary>Makes the representation for the list of all types of a kind: the fields they have in common.</summary>
    public static Representation<ResourceRow> OfKind(ResourceKind kind, PulpOptions options, UpstreamAllowances allowances) => kind switch
    {
        ResourceKind.Repository => Of("RepositoryResponse", kind, FieldDescriptors.Of(typeof(Repository)), options, allowances),
        ResourceKind.Remote => Of("GenericRemoteResponse", kind, FieldDescriptors.Of(typeof(Remote)), options, allowances),
        ResourceKind.Distribution => Of(
            "DistributionResponse", kind, FieldDescriptors.Of(typeof(Distribution), [nameof(Distribution.Publication), nameof(Distribution.Remote), nameof(Distribution.Checkpoint)]), options, allowances),
        ResourceKind.Publication => Of("PublicationResponse", kind, FieldDescriptors.Of(typeof(Publication)), options, allowances),
        ResourceKind.ContentGuard => Of("ContentGuardResponse", kind, FieldDescriptors.Of(typeof(ContentGuard)), options, allowances),
        ResourceKind.Exporter => Of("ExporterResponse", kind, FieldDescriptors.Of(typeof(Exporter), [nameof(Exporter.LastExport)]), options, allowances),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no list of all types of this kind."),
    };

    private static Representation<ResourceRow> Of(string name, ResourceKind kind, IReadOnlyList<FieldDescriptor> descriptors, PulpOptions options, UpstreamAllowances allowances,
        string? baseUrlField = null, IReadOnlyList<OutputField<ResourceRow>>? further = null)
    {
        var available = Computed(kind, descriptors, options, allowances)
            .Select(output => output.Name == BaseUrlField && baseUrlField is not null ? new OutputField<ResourceRow>(baseUrlField, output.Type, output.Write) : output)
            .Concat(descriptors.Where(descriptor => descriptor.Rules is { Secret: false, Hidden: false }).Select(Described))
            .Concat(further ?? [])
            .ToDictionary(output => output.Name, StringComparer.Ordinal);
        return new Representation<ResourceRow>(name, Head.Concat(OrderOf(kind)).Concat(available.Keys)
            .Distinct(StringComparer.Ordinal).Where(available.ContainsKey).Select(field => available[field]));
    }

    private static string[] OrderOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Repository =>
            ["versions_href", "pulp_labels", "latest_version_href", "name", "description", "retain_repo_versions", "retain_checkpoints", "remote", "sync_schedule"],
        ResourceKind.Remote =>
        [
            "name", "url", "ca_cert", "client_cert", "tls_validation", "proxy_url", "pulp_labels", "download_concurrency", "max_retries", "policy",
            "total_timeout", "connect_timeout", "sock_connect_timeout", "sock_read_timeout", "headers", "rate_limit", "hidden_fields",
            "upstream_rate_limit",
        ],
        ResourceKind.Distribution =>
            ["base_path", "base_url", "content_guard", "content_guard_prn", "no_content_change_since", "hidden", "pulp_labels", "name", "repository", "repository_version"],
        ResourceKind.Publication => ["repository_version", "repository", "distributions"],
        ResourceKind.Custom => ["pulp_labels"],
        ResourceKind.Export => ["task", "exported_resources", "params"],
        ResourceKind.Exporter => ["name", "path", "repositories", "last_export"],
        ResourceKind.Import => ["task", "params"],
        _ => ["name", "description"],
    };

    private static OutputField<ResourceRow> Described(FieldDescriptor descriptor)
    {
        var inner = FieldWriters.Of<Resource>(descriptor);
        return new OutputField<ResourceRow>(inner.Name, inner.Type, (writer, row, context) => inner.Write(writer, row.Resource, context))
        {
            IsReadOnly = inner.IsReadOnly,
            IsRequired = inner.IsRequired,
        };
    }

    private static IEnumerable<OutputField<ResourceRow>> Computed(ResourceKind kind, IReadOnlyList<FieldDescriptor> descriptors, PulpOptions options, UpstreamAllowances allowances)
    {
        yield return new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(row.Type, row.Resource)));
        yield return new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Type.PrnOf(row.Resource.Id)));
        yield return new("pulp_created", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Resource.Created));
        yield return new("pulp_last_updated", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Resource.LastUpdated));
        if (ResourceSchemas.HasLabels(kind))
            yield return new("pulp_labels", ApiType.Labels, (writer, row, _) => writer.WriteLabels(row.Resource.Labels)) { IsReadOnly = false };
        var secrets = descriptors.Where(descriptor => descriptor.Rules.Secret).Select(descriptor => (descriptor.Name, FieldWriters.Getter<Resource, object?>(descriptor.Property))).ToList();
        if (secrets.Count > 0)
            yield return new("hidden_fields", ApiType.ListOf(ApiType.Object), (writer, row, _) => WriteHidden(writer, row.Resource, secrets));
        foreach (var output in ComputedOf(kind, options, allowances))
            yield return output;
    }

    private static IEnumerable<OutputField<ResourceRow>> ComputedOf(ResourceKind kind, PulpOptions options, UpstreamAllowances allowances) => kind switch
    {
        ResourceKind.Remote =>
        [
            new("upstream_rate_limit", RateLimitOutput.Type, (writer, row, _) => RateLimitOutput.Write(writer, (Remote)row.Resource, allowances)),
        ],
        ResourceKind.Repository =>
        [
            new("versions_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(row.Type, row.Resource.Id) + "versions/")),
            new("latest_version_href", ApiType.Uri, (writer, row, context) =>
                writer.WriteStringValue(context.Hrefs.OfVersion(row.Type, row.Resource.Id, ((Repository)row.Resource).LatestVersion))),
        ],
        ResourceKind.Distribution =>
        [
            new(BaseUrlField, ApiType.Text, (writer, row, context) => writer.WriteStringValue(BaseUrls.Of((Distribution)row.Resource, (DistributionType)row.Type, options, context.Origin))),
            new("content_guard_prn", ApiType.Text, (writer, row, context) => writer.WriteStringValue(context.Targets.PrnOf(((Distribution)row.Resource).ContentGuard))),
            new("no_content_change_since", ApiType.Text, (writer, row, _) => writer.WriteTime(
                row.Resource is Distribution { Publication: null, RepositoryVersion: null } ? null : row.Resource.LastUpdated)),
        ],
        ResourceKind.Publication =>
        [
            new("repository", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Targets.Of(row.RepositoryId))) { IsReadOnly = false },
            new("distributions", ApiType.ListOf(ApiType.Uri), (writer, row, context) => writer.WriteTexts(row.Distributions.Select(id => context.Targets.Of(id)).OfType<string>())),
        ],
        ResourceKind.Export =>
        [
            new("task", ApiType.Uri with { IsNullable = true }, (writer, row, context) =>
                writer.WriteStringValue(((Export)row.Resource).Task is { } task ? context.Hrefs.Of(CoreObject.Task, task) : null)),
            new("exported_resources", ApiType.ListOf(ApiType.Uri), (writer, row, context) =>
                writer.WriteTexts(((Export)row.Resource).ExportedResources.Select(id => context.Targets.Of(id)).OfType<string>())),
        ],
        ResourceKind.Import =>
        [
            new("task", ApiType.Uri with { IsNullable = true }, (writer, row, context) =>
                writer.WriteStringValue(((PulpImport)row.Resource).Task is { } task ? context.Hrefs.Of(CoreObject.Task, task) : null)),
        ],
        _ => [],
    };

    private static void WriteHidden(Utf8JsonWriter writer, Resource resource, IReadOnlyList<(string Name, Func<Resource, object?> Get)> secrets)
    {
        writer.WriteStartArray();
        foreach (var (name, get) in secrets)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteBoolean("is_set"u8, get(resource) is not null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
