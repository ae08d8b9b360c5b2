using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Resources;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Makes the representations of content.
/// </summary>
internal static class ContentOutput
{
    /// <summary>Gets how units of all types are shown together: what they have in common, and their files by path.</summary>
    public static Representation<ContentRow> Any { get; } = new("MultipleArtifactContentResponse",
    [
        .. Head(),
        new("artifacts", ApiType.Object, (writer, row, context) =>
        {
            writer.WriteStartObject();
            foreach (var file in row.Files)
                writer.WriteString(file.RelativePath, file.Stored is { } stored ? context.Hrefs.Of(CoreObject.Artifact, stored.Id) : null);
            writer.WriteEndObject();
        }),
    ]);

    public static Representation<ContentRow> Of(ContentType type, PulpCatalog catalog) => new(ContentSchemas.NameOf(type) + "Response",
    [
        .. Head(),
        .. type.ShowsId ? (IEnumerable<OutputField<ContentRow>>)[Id] : [],
        .. type.IsMadeOfFields ? [] : (IEnumerable<OutputField<ContentRow>>)[File],
        .. type.Links.Select(link => ContentLinks.Field(link, catalog.ContentTypeOf(link.Target))),
        .. type.Fields.Where(field => !field.Rules.Hidden).Select(Described),
        .. type.ShowsDigests ? DigestAlgorithms.All.Where(algorithm => !type.Fields.Any(field => field.Name == DigestAlgorithms.NameOf(algorithm))).Select(DigestOf) : [],
        .. type.ServedFile is { } served ? (IEnumerable<OutputField<ContentRow>>)[Served(served)] : [],
        .. type.LargeFields.Select(Large),
    ]);

    private static OutputField<ContentRow> Id => new("id", ApiType.Text with { Format = "uuid" }, (writer, row, _) => writer.WriteStringValue(row.Content.Id));

    private static OutputField<ContentRow> File => new("artifact", ApiType.Uri with { IsNullable = true }, (writer, row, context) =>
        writer.WriteStringValue(row.Files is [{ Stored: { } stored }, ..] ? context.Hrefs.Of(CoreObject.Artifact, stored.Id) : null)) { IsReadOnly = false };

    private static OutputField<ContentRow> Served(string name) => new($"{name}_url", ApiType.Text with { IsNullable = true }, (writer, row, context) =>
        writer.WriteStringValue(row.Files.Count > 0 ? new Uri(new Uri(context.Origin + "/"), $"{context.Hrefs.Of(row.Type, row.Content.Id)}{name}/").AbsoluteUri : null));

    private static OutputField<ContentRow> Described(FieldDescriptor descriptor)
    {
        var inner = FieldWriters.Of<Content>(descriptor);
        if (descriptor.Kind == FieldKind.Reference)
        {
            var target = FieldWriters.Getter<Content, Guid?>(descriptor.Property);
            return new OutputField<ContentRow>(inner.Name, inner.Type, (writer, row, _) => writer.WriteStringValue(row.Targets.Of(target(row.Content))));
        }

        return new OutputField<ContentRow>(inner.Name, inner.Type, (writer, row, context) => inner.Write(writer, row.Content, context)) { IsReadOnly = false };
    }

    private static OutputField<ContentRow> DigestOf(DigestAlgorithm algorithm) =>
        new(DigestAlgorithms.NameOf(algorithm), ApiType.Text with { IsNullable = true }, (writer, row, _) => writer.WriteStringValue(row.Files is [{ Best: { } best }, ..] ? best.Digests[algorithm] : null));

    private static OutputField<ContentRow> Large(string name) => new(name, ApiType.Any with { IsNullable = true }, (writer, row, _) =>
    {
        if (row.Large.GetValueOrDefault(name) is { } value)
            writer.WriteRawValue(value.Span, skipInputValidation: true);
        else
            writer.WriteNullValue();
    }) { OnlyOnRequest = true };

    private static IEnumerable<OutputField<ContentRow>> Head() =>
    [
        new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(row.Type, row.Content.Id))),
        new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Type.PrnOf(row.Content.Id))),
        new("pulp_created", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Content.Created)),
        new("pulp_last_updated", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Content.LastUpdated)),
        new("pulp_labels", ApiType.Labels, (writer, row, _) => writer.WriteLabels(row.Content.Labels)) { IsReadOnly = false },

        // Reports of known vulnerabilities are not made here.
        new("vuln_report", ApiType.Uri with { IsNullable = true }, (writer, _, _) => writer.WriteNullValue()),
    ];
}
