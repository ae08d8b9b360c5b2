using System.Collections.Frozen;
using Pulp.Data.Sql;
using Pulp.Distributions;
using Pulp.Publications;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Transfer;

namespace Pulp.Data.Stores;

/// <summary>
/// The fields by which resources may be filtered and ordered.
/// </summary>
internal static class ResourceFields
{
    private const string Document = "r.document";

    // Incomplete versions have other states than 0.
    private const string VersionHoldsUnit =
        "JOIN repository_content m ON m.repository_id = v.repository_id AND m.added <= v.ordinal AND (m.removed IS NULL OR m.removed > v.ordinal) "
        + "JOIN content c ON c.id = m.content_id WHERE v.state = 0 AND ";

    // A type may leave fields of its kind out: its resources have no value there.
    private static readonly FrozenDictionary<ResourceKind, IReadOnlyList<FieldDescriptor>> OfKind = new Dictionary<ResourceKind, IReadOnlyList<FieldDescriptor>>
    {
        [ResourceKind.Remote] = FieldDescriptors.Of(typeof(Remote)),
        [ResourceKind.Repository] = FieldDescriptors.Of(typeof(Repository)),
        [ResourceKind.Distribution] = FieldDescriptors.Of(typeof(Distribution)),
        [ResourceKind.Publication] = FieldDescriptors.Of(typeof(Publication)),
        [ResourceKind.Exporter] = FieldDescriptors.Of(typeof(Exporter)),
    }.ToFrozenDictionary();

    /// <summary>Builds the map of a kind.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="types">The types that are listed.</param>
    public static SqlFieldMap Of(SqlDialect dialect, ResourceKind kind, IReadOnlyList<ResourceType> types)
    {
        var fields = new Dictionary<string, SqlField>(StringComparer.Ordinal);
        foreach (var field in types.SelectMany(type => type.Fields).Concat(OfKind.GetValueOrDefault(kind) ?? []))
        {
            if (!field.Rules.Secret && Of(dialect, field) is { } column)
                fields.TryAdd(field.Name, column);
        }

        fields["pulp_id"] = new SqlField("r.uuid", SqlFieldType.Id);
        fields["pulp_type"] = new SqlField("r.type");
        fields["pulp_created"] = new SqlField("r.created", SqlFieldType.Time);
        fields["pulp_last_updated"] = new SqlField("r.updated", SqlFieldType.Time);
        AddOfKind(fields, kind);
        return new SqlFieldMap(fields, "r.labels");
    }

    private static void AddOfKind(Dictionary<string, SqlField> fields, ResourceKind kind)
    {
        if (kind is not ResourceKind.Custom and not ResourceKind.Publication)
            fields["name"] = new SqlField("r.key");
        switch (kind)
        {
            case ResourceKind.Repository:
                fields["latest_version"] = new SqlField("coalesce(s.latest_number, 0)", SqlFieldType.Integer);
                fields["with_content"] = Units(units => $"EXISTS (SELECT 1 FROM repository_version v {VersionHoldsUnit}v.repository_id = r.id AND {units})");
                fields["latest_with_content"] = Units(units => $"EXISTS (SELECT 1 FROM repository_version v {VersionHoldsUnit}v.id = s.latest_version AND {units})");
                break;
            case ResourceKind.Publication:
                fields["complete"] = new SqlField("r.complete", SqlFieldType.Boolean);
                fields["repository"] = Ids((dialect, list) => References(
                    "repository_version",
                    $"SELECT v.uuid FROM repository_version v JOIN resource o ON o.id = v.repository_id WHERE {dialect.In("o.uuid", list, SqlListKind.Bytes)}"));
                fields["content"] = Units(units => References("repository_version", $"SELECT v.uuid FROM repository_version v {VersionHoldsUnit}{units}"));
                break;
            case ResourceKind.Distribution:
                fields["base_path"] = new SqlField("r.base_path");
                fields["with_content"] = Units(DistributionHolds);
                break;
        }
    }

    // What is served comes from the distribution's repository (its latest version), its version, or its publication's version.
    private static string DistributionHolds(string units)
    {
        var versions = $"SELECT v.uuid FROM repository_version v {VersionHoldsUnit}{units}";
        var latest = "SELECT o.uuid FROM repository_state t JOIN resource o ON o.id = t.repository_id "
            + $"JOIN repository_version v ON v.id = t.latest_version {VersionHoldsUnit}{units}";
        var publications = "SELECT p.uuid FROM resource p JOIN resource_reference pf ON pf.resource_id = p.id AND pf.field = 'repository_version' "
            + $"WHERE p.kind = 'publication' AND pf.target IN ({versions})";
        return $"({References("repository", latest)} OR {References("repository_version", versions)} OR {References("publication", publications)})";
    }

    private static SqlField? Of(SqlDialect dialect, FieldDescriptor field)
    {
        var value = dialect.JsonValue(Document, field.Name);
        return field.Kind switch
        {
            FieldKind.Text or FieldKind.Choice => Plain(SqlFieldType.Text),
            FieldKind.Integer => Plain(SqlFieldType.Integer),
            FieldKind.Number => Plain(SqlFieldType.Number),
            FieldKind.Boolean => Plain(SqlFieldType.Boolean),
            FieldKind.Time => Plain(SqlFieldType.JsonTime),
            FieldKind.Reference or FieldKind.ReferenceList => SqlField.Of((builder, comparison, wanted) => Reference(builder, field.Name, comparison, wanted)),
            FieldKind.TextList or FieldKind.ChoiceList => Plain(SqlFieldType.TextList) with
            {
                HasMember = (json, parameter) => json.JsonListHas(Document, field.Name, parameter),
            },
            _ => null,
        };

        SqlField Plain(SqlFieldType type) => new(value, type) { IsNullable = true };
    }

    private static string? Reference(SqlBuilder builder, string name, Comparison comparison, object? value)
    {
        var anything = $"EXISTS (SELECT 1 FROM resource_reference f WHERE f.resource_id = r.id AND f.field = '{name}')";
        return (comparison, value) switch
        {
            (Comparison.IsNull, bool isNull) => isNull ? $"NOT {anything}" : anything,
            (Comparison.Equal, null) => $"NOT {anything}",
            (Comparison.NotEqual, null) => anything,
            (Comparison.NotEqual, Guid id) => $"NOT {References(name, builder.Parameter(id))}",
            (Comparison.Equal or Comparison.HasMember, Guid id) => References(name, builder.Parameter(id)),
            (Comparison.In, not null) => References(name, $"SELECT o.uuid FROM resource o WHERE {In(builder, name, value, "o.uuid")}"),
            _ => null,
        };
    }

    private static string References(string name, string targets) =>
        $"r.id IN (SELECT f.resource_id FROM resource_reference f WHERE f.field = '{name}' AND f.target IN ({targets}))";

    private static string In(SqlBuilder builder, string name, object? value, string expression)
    {
        var (list, kind) = SqlFieldValues.ConvertList(name, SqlFieldType.Id, value);
        return builder.Dialect.In(expression, builder.Parameter(list), kind);
    }

    /// <summary>A field that takes identifiers of units: one, or a list of which any will do.</summary>
    private static SqlField Units(Func<string, string> condition) =>
        Ids((dialect, list) => condition(dialect.In("c.uuid", list, SqlListKind.Bytes)));

    private static SqlField Ids(Func<SqlDialect, string, string> condition) => SqlField.Of((builder, comparison, value) => (comparison, value) switch
    {
        (Comparison.Equal, Guid id) => condition(builder.Dialect, builder.Parameter(SqlValue.List([id]))),
        (Comparison.In, not null) => condition(builder.Dialect, builder.Parameter(SqlFieldValues.ConvertList("content", SqlFieldType.Id, value).List)),
        _ => null,
    });
}
