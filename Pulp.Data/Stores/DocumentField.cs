using Pulp.Data.Sql;
using Pulp.Resources;

namespace Pulp.Data.Stores;

/// <summary>
/// A field of a JSON document as one to filter and order by.
/// </summary>
internal static class DocumentField
{
    /// <summary>Gets the field, or null when its kind cannot be compared.</summary>
    public static SqlField? Of(SqlDialect dialect, string document, FieldDescriptor field)
    {
        var value = dialect.JsonValue(document, field.Name);
        return field.Kind switch
        {
            FieldKind.Text or FieldKind.Choice => Plain(SqlFieldType.Text),
            FieldKind.Integer => Plain(SqlFieldType.Integer),
            FieldKind.Number => Plain(SqlFieldType.Number),
            FieldKind.Boolean => Plain(SqlFieldType.Boolean),
            FieldKind.Time => Plain(SqlFieldType.JsonTime),
            FieldKind.Reference => Plain(SqlFieldType.JsonId),
            FieldKind.TextList or FieldKind.ChoiceList => Plain(SqlFieldType.TextList) with
            {
                HasMember = (json, parameter) => json.JsonListHas(document, field.Name, parameter),
            },
            _ => null,
        };

        SqlField Plain(SqlFieldType type) => new(value, type) { IsNullable = true };
    }
}
