using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Json;
using Pulp.Queries;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Makes the filters of lists of resources.
/// </summary>
internal static class ResourceFilters
{
    /// <summary>Makes the filters of the list of one type, or of all types of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="fields">The fields of the type, or those all types of the kind have.</param>
    /// <param name="types">The names of all types, for the list of a kind; null for the list of one type.</param>
    /// <param name="governor">What governs the resources of the one type; null for nothing.</param>
    public static FilterSet Of(ResourceKind kind, IReadOnlyList<FieldDescriptor> fields, IReadOnlyList<string>? types, Governor? governor = null)
    {
        var builder = new FilterSetBuilder().Ids();
        if (types is not null)
            builder.Types(types).OrderBy("pulp_type");
        if (ResourceSchemas.HasLabels(kind))
            builder.Labels();
        foreach (var descriptor in fields.Where(descriptor => descriptor.Rules.Filterable))
            AddDeclared(builder, descriptor);
        AddOfKind(builder, kind, fields);
        if (governor is { Field.Rules.Hidden: false })
            AddGovernor(builder, governor);
        return builder.OrderBy(fields.Where(CanOrder).Select(descriptor => descriptor.Name))
            .OrderBy("pulp_id", "pulp_created", "pulp_last_updated")
            .Build();
    }

    // Clients name what governs a resource by its key, too.
    private static void AddGovernor(FilterSetBuilder builder, Governor governor) => builder.Add($"{governor.Field.Name}__name", ApiType.Text, async (text, scope) =>
    {
        var type = scope.Catalog.ResourceTypeOf(governor.ClrType);
        return await scope.Session.Resources.FindAsync(type.Kind, scope.DomainId, text, type).ConfigureAwait(false) is { } found
            ? Condition.Equal(governor.Field.Name, found.Id)
            : FilterTargets.Nothing;
    });

    private static void AddOfKind(FilterSetBuilder builder, ResourceKind kind, IReadOnlyList<FieldDescriptor> fields)
    {
        if (fields.Any(descriptor => descriptor.Name == "name"))
            builder.Names("name");
        switch (kind)
        {
            case ResourceKind.Repository:
                foreach (var retain in fields.Select(descriptor => descriptor.Name).Where(name => name.StartsWith("retain_", StringComparison.Ordinal)))
                    builder.Integers(retain).NotEqualInteger(retain).IsNull(retain);
                AddContent(builder, "with_content", "latest_with_content");
                break;
            case ResourceKind.Remote:
                builder.Times("pulp_last_updated").Texts("url", "", "contains", "icontains", "in");
                break;
            case ResourceKind.Distribution:
                builder.Texts("base_path", "", "contains", "icontains", "in");
                AddCheckpoint(builder, fields);
                AddContent(builder, "with_content");
                break;
            case ResourceKind.Publication:
                builder.Times("pulp_created");
                AddCheckpoint(builder, fields);
                builder.Add("repository", ApiType.Uri, (text, scope) =>
                    ValueTask.FromResult(Condition.Equal("repository", FilterTargets.Resource("repository", text, scope, ResourceKind.Repository))));
                builder.Add("repository_version", ApiType.Uri, async (text, scope) =>
                    await FilterTargets.VersionAsync("repository_version", text, scope).ConfigureAwait(false) is { } version
                        ? Condition.Equal("repository_version", version.Id)
                        : FilterTargets.Nothing);
                AddContent(builder, "content");
                builder.Add("content__in", ApiType.ListOf(ApiType.Uri), (text, scope) =>
                    ValueTask.FromResult(FilterTargets.In("content", FilterValues.List(text).Select(part => FilterTargets.Content("content__in", part, scope)))));
                break;
        }
    }

    // Clients ask for it of every type; where there are no checkpoints, nothing is one.
    private static void AddCheckpoint(FilterSetBuilder builder, IReadOnlyList<FieldDescriptor> fields)
    {
        if (fields.Any(descriptor => descriptor.Name == "checkpoint"))
            builder.Boolean("checkpoint");
        else
            builder.Add("checkpoint", ApiType.Boolean, text => FilterValues.Boolean("checkpoint", text) ? FilterTargets.Nothing : new Condition.All([]));
    }

    private static void AddContent(FilterSetBuilder builder, params string[] names)
    {
        foreach (var name in names)
            builder.Add(name, ApiType.Uri, (text, scope) => ValueTask.FromResult(Condition.Equal(name, FilterTargets.Content(name, text, scope))));
    }

    private static void AddDeclared(FilterSetBuilder builder, FieldDescriptor descriptor)
    {
        var name = descriptor.Name;
        switch (descriptor.Kind)
        {
            case FieldKind.Reference:
                builder.References(name);
                break;
            case FieldKind.Integer:
                builder.Integers(name);
                break;
            case FieldKind.Boolean:
                builder.Boolean(name);
                break;
            case FieldKind.Time:
                builder.Times(name);
                break;
            case FieldKind.TextList or FieldKind.ChoiceList:
                builder.Add(name, ApiType.Text, text => new Condition.Compare(name, Comparison.HasMember, text));
                break;
            case FieldKind.Text or FieldKind.Choice:
                builder.Texts(name, "", "in");
                if (descriptor.IsNullable)
                    builder.IsNull(name);
                break;
        }
    }

    private static bool CanOrder(FieldDescriptor descriptor) => !descriptor.Rules.Secret
        && descriptor.Kind is FieldKind.Text or FieldKind.Integer or FieldKind.Number or FieldKind.Boolean or FieldKind.Choice or FieldKind.Time;
}
