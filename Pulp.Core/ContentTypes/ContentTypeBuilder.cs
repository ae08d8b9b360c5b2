using Pulp.Plugins;

namespace Pulp.ContentTypes;

/// <summary>
/// Collects what a plugin says of one content type.
/// </summary>
/// <typeparam name="T">The CLR type of the units.</typeparam>
public sealed class ContentTypeBuilder<T>
    where T : Content
{
    internal Func<T, string?[]>? NaturalKeyParts { get; private set; }

    internal Func<T, string?[]>? RepositoryKeyParts { get; private set; }

    internal Func<string, string?[]?>? PathKeyParts { get; private set; }

    internal Func<T, string?>? Group { get; private set; }

    internal Func<T, IReadOnlyList<ContentReference>>? ReferencesOf { get; private set; }

    internal List<(ContentSortKey Key, Func<T, byte[]> Value)> SortKeys { get; } = [];

    internal List<ContentReferenceField> ReferenceFields { get; } = [];

    internal List<string> FilterFields { get; } = [];

    internal int SchemaNumber { get; private set; } = 1;

    internal Func<System.Text.Json.Nodes.JsonObject, int, System.Text.Json.Nodes.JsonObject>? Upcaster { get; private set; }

    internal bool Reclaimable { get; private set; }

    internal string? Model { get; private set; }

    internal Type? UploadReader { get; private set; }

    /// <summary>Declares the natural key: units with equal parts are the same unit.</summary>
    /// <param name="parts">The values of the key's fields, in a fixed order. It never changes after a release.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> NaturalKey(Func<T, string?[]> parts)
    {
        NaturalKeyParts = parts;
        return this;
    }

    /// <summary>Declares the repository key: in one version the newer of two units with equal parts replaces the older.</summary>
    /// <param name="parts">The values of the key's fields.</param>
    /// <returns>This builder.</returns>
    /// <remarks>Without it the natural key is the repository key.</remarks>
    public ContentTypeBuilder<T> RepositoryKey(Func<T, string?[]> parts)
    {
        RepositoryKeyParts = parts;
        return this;
    }

    /// <summary>Declares that the repository key follows from the path of each of the unit's files, which spares an index of paths.</summary>
    /// <param name="parts">Gets the repository key's parts for a path, or null when no unit of this type holds such a path.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> RepositoryKeyOfPath(Func<string, string?[]?> parts)
    {
        PathKeyParts = parts;
        return this;
    }

    /// <summary>Declares the group key, for example the name of the project a file belongs to.</summary>
    /// <param name="group">Gets the key; null leaves the unit out of every group.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> GroupKey(Func<T, string?> group)
    {
        Group = group;
        return this;
    }

    /// <summary>Declares a key by which units can be ordered and compared in the store; at most two.</summary>
    /// <param name="field">The REST field whose order this is.</param>
    /// <param name="value">Encodes a unit's value so that the order of the bytes is the order of the values.</param>
    /// <param name="parse">Encodes a filter's text the same way; null for text that is no value.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> SortKey(string field, Func<T, byte[]> value, Func<string, byte[]?> parse)
    {
        if (SortKeys.Count == 2)
            throw new PluginException($"Content type {typeof(T).Name} declares more than two sort keys; '{field}' is the third.");
        SortKeys.Add((new ContentSortKey(field, parse), value));
        return this;
    }

    /// <summary>Declares which units of the same repository a unit refers to.</summary>
    /// <param name="references">Gets the references of a unit.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> References(Func<T, IReadOnlyList<ContentReference>> references)
    {
        ReferencesOf = references;
        return this;
    }

    /// <summary>Declares a REST field that shows the address of a unit this one refers to.</summary>
    /// <param name="field">The snake_case name.</param>
    /// <param name="reference">Gets the reference of a unit, or null.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> ShowReference(string field, Func<T, ContentReference?> reference)
    {
        ReferenceFields.Add(new ContentReferenceField(field, isList: false, content => reference((T)content) is { } target ? [target] : []));
        return this;
    }

    /// <summary>Declares a REST field that lists the addresses of units this one refers to.</summary>
    /// <param name="field">The snake_case name.</param>
    /// <param name="references">Gets the references of a unit.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> ShowReferences(string field, Func<T, IReadOnlyList<ContentReference>> references)
    {
        ReferenceFields.Add(new ContentReferenceField(field, isList: true, content => references((T)content)));
        return this;
    }

    /// <summary>Declares document fields by which REST lists can be filtered (the exact value, <c>__in</c>, and for text <c>__contains</c> and the other name lookups).</summary>
    /// <param name="fields">The snake_case names.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> FilterBy(params string[] fields)
    {
        FilterFields.AddRange(fields);
        return this;
    }

    /// <summary>Declares the number of the document's schema and how older documents are brought up to it.</summary>
    /// <param name="number">The current number, starting at 1.</param>
    /// <param name="upcast">Turns a document of the given older number into one of the current number. Fields that had the value of a new unit are not in it.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> Schema(int number, Func<System.Text.Json.Nodes.JsonObject, int, System.Text.Json.Nodes.JsonObject> upcast)
    {
        SchemaNumber = number;
        Upcaster = upcast;
        return this;
    }

    /// <summary>Declares that the files of the type may be dropped to reclaim space, because upstream can give them again.</summary>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> AllowReclaim()
    {
        Reclaimable = true;
        return this;
    }

    /// <summary>Declares the model name used in PRNs, permissions and schema names.</summary>
    /// <param name="model">Letters and digits in Pascal case. The default is the CLR type's name.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> ModelName(string model)
    {
        Model = model;
        return this;
    }

    /// <summary>Declares how an uploaded file becomes a unit.</summary>
    /// <typeparam name="TReader">Reads the file. Created by the container for each upload.</typeparam>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> UploadWith<TReader>()
        where TReader : class, Uploads.IContentUploadReader
    {
        UploadReader = typeof(TReader);
        return this;
    }

    internal ContentType Build(string label, string typeName, string endpoint) => new ContentTypeOf<T>(this)
    {
        PluginLabel = label,
        TypeName = typeName,
        Endpoint = endpoint,
        Model = Model ?? typeof(T).Name,
        Fields = Resources.FieldDescriptors.Of(typeof(T)),
        SchemaNumber = SchemaNumber,
        SortKeys = [.. SortKeys.Select(sort => sort.Key)],
        IsReclaimable = Reclaimable,
        FilterFields = [.. FilterFields],
        ReferenceFields = [.. ReferenceFields],
        PathFollowsRepositoryKey = PathKeyParts is not null,
        UploadReader = UploadReader,
    };
}
