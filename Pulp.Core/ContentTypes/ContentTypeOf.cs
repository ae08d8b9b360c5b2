using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Plugins;

namespace Pulp.ContentTypes;

internal sealed class ContentTypeOf<T> : ContentType
    where T : Content
{
    private readonly ContentTypeBuilder<T> declaration;
    private readonly JsonSerializerOptions documents;

    public ContentTypeOf(ContentTypeBuilder<T> declaration)
    {
        this.declaration = declaration;
        documents = ContentDocumentJson.For(typeof(T), [.. declaration.FilterFields, .. declaration.SortKeys.Select(sort => sort.Key.Field)]);
        if (declaration.NaturalKeyParts is null)
            throw new PluginException($"Content type {typeof(T).Name} declares no natural key.");
    }

    public override Type ClrType => typeof(T);

    public override KeyHash NaturalKey(Content content) => KeyHash.Of(declaration.NaturalKeyParts!((T)content));

    public override KeyHash RepositoryKey(Content content) =>
        Scoped((declaration.RepositoryKeyParts ?? declaration.NaturalKeyParts)!((T)content));

    public override string? GroupKey(Content content) => declaration.Group?.Invoke((T)content);

    public override byte[] SortKey(Content content, int index) => declaration.SortKeys[index].Value((T)content);

    public override KeyHash? RepositoryKeyOfPath(string relativePath) =>
        declaration.PathKeyParts?.Invoke(relativePath) is { } parts ? Scoped(parts) : null;

    public override IReadOnlyList<ContentReference> References(Content content) =>
        declaration.ReferencesOf?.Invoke((T)content) ?? [];

    public override byte[] WriteDocument(Content content) =>
        JsonSerializer.SerializeToUtf8Bytes((T)content, documents);

    public override Content ReadDocument(ReadOnlySpan<byte> document, int schemaNumber, ContentHeader header)
    {
        T? unit;
        if (schemaNumber < SchemaNumber && declaration.Upcaster is { } upcast)
        {
            var node = JsonNode.Parse(document)?.AsObject() ?? throw new JsonException($"A document of {Name} is null.");
            unit = upcast(node, schemaNumber).Deserialize<T>(documents);
        }
        else
        {
            unit = JsonSerializer.Deserialize<T>(document, documents);
        }

        return (unit ?? throw new JsonException($"A document of {Name} is null.")) with
        {
            Id = header.Id,
            StoreKey = header.StoreKey,
            Created = header.Created,
            LastUpdated = header.LastUpdated,
            Labels = header.Labels,
        };
    }

    // The type's name is part of the repository key, so that keys of two types never meet in one version.
    private KeyHash Scoped(string?[] parts) => KeyHash.Of([Name, .. parts]);
}
