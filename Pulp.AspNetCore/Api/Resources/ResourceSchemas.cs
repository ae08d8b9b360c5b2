using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;
using Pulp.Documents;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Makes the schemas of request bodies from the described fields of resources.
/// </summary>
internal static class ResourceSchemas
{
    public static string NameOf(ResourceType type) => type.PluginLabel == "core" ? type.Model : $"{type.PluginLabel}.{type.Model}";

    public static bool HasLabels(ResourceKind kind) => kind is ResourceKind.Repository or ResourceKind.Remote or ResourceKind.Distribution or ResourceKind.Custom;

    public static BodySchema Of(ResourceType type, ISchema shown)
    {
        var prototype = Prototype(type);
        var fields = type.Fields.Where(descriptor => !ResourceInput.IsGivenByServer(type, descriptor)).Select(descriptor => Of(descriptor, prototype));
        if (HasLabels(type.Kind))
            fields = fields.Append(new InputField("pulp_labels", InputKind.Labels));
        if (type.Kind == ResourceKind.Publication)
            fields = fields.Append(new InputField("repository", InputKind.Reference));
        return new BodySchema(NameOf(type), fields, shown.Properties.Select(property => property.Name));
    }

    /// <summary>Makes the schema of the options of a sync request.</summary>
    public static BodySchema OfSync(Pulp.Repositories.RepositoryType type)
    {
        var options = type.SyncOptions is { } clrType ? FieldDescriptors.Of(clrType).Select(descriptor => Of(descriptor, Activator.CreateInstance(clrType))) : [];
        return new BodySchema(
            type.SyncOptions is null ? "RepositorySyncURL" : $"{type.Model}SyncURL",
            [new InputField("remote", InputKind.Reference), new InputField("mirror", InputKind.Boolean) { Default = false }, .. options]);
    }

    public static InputField Of(FieldDescriptor descriptor, object? prototype)
    {
        var rules = descriptor.Rules;
        var isInt32 = (Nullable.GetUnderlyingType(descriptor.Property.PropertyType) ?? descriptor.Property.PropertyType) == typeof(int);
        return new InputField(descriptor.Name, KindOf(descriptor.Kind))
        {
            IsRequired = descriptor.IsRequired,
            IsNullable = descriptor.IsNullable,
            AllowsAll = rules.AllowsAll,
            IsWriteOnly = rules.Secret,
            KeepsSpaces = rules.Secret,
            Choices = descriptor.Choices,
            Minimum = isInt32 ? Math.Max(rules.Minimum, int.MinValue) : rules.Minimum,
            Maximum = isInt32 ? Math.Min(rules.Maximum, int.MaxValue) : rules.Maximum,
            MinimumLength = rules.MinimumLength,
            MaximumLength = rules.MaximumLength,
            MaximumSize = descriptor.Kind == FieldKind.File ? rules.MaximumLength : null,
            ClrType = descriptor.Kind == FieldKind.Json ? descriptor.Property.PropertyType : null,
            Nullability = descriptor.Kind == FieldKind.Json ? new NullabilityInfoContext().Create(descriptor.Property) : null,
            Default = DefaultOf(descriptor, prototype),
            Shown = descriptor.Kind == FieldKind.Json ? FieldWriters.TypeOf(descriptor) : null,
        };
    }

    private static InputKind KindOf(FieldKind kind) => kind switch
    {
        FieldKind.Text => InputKind.Text,
        FieldKind.Integer => InputKind.Integer,
        FieldKind.Number => InputKind.Number,
        FieldKind.Boolean => InputKind.Boolean,
        FieldKind.Choice => InputKind.Choice,
        FieldKind.Time => InputKind.Time,
        FieldKind.Reference => InputKind.Reference,
        FieldKind.TextList => InputKind.TextList,
        FieldKind.ChoiceList => InputKind.ChoiceList,
        FieldKind.ReferenceList => InputKind.ReferenceList,
        FieldKind.File => InputKind.File,
        _ => InputKind.Json,
    };

    private static JsonNode? DefaultOf(FieldDescriptor descriptor, object? prototype) =>
        prototype is not null && !descriptor.IsRequired && descriptor.Kind is FieldKind.Boolean or FieldKind.Integer or FieldKind.Choice or FieldKind.Number
        && descriptor.GetValue(prototype) is { } value
            ? JsonSerializer.SerializeToNode(value, value.GetType(), DocumentJson.Options)
            : null;

    // Only for showing defaults: a type that cannot be made without values shows none.
    private static object? Prototype(ResourceType type) =>
        !type.ClrType.IsAbstract && type.ClrType.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(type.ClrType) : null;
}
