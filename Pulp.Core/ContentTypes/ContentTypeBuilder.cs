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

    internal List<string> FilterFields { get; } = [];

    internal List<string> FilterListFields { get; } = [];

    internal int SchemaNumber { get; private set; } = 1;

    internal Func<System.Text.Json.Nodes.JsonObject, int, System.Text.Json.Nodes.JsonObject>? Upcaster { get; private set; }

    internal bool Reclaimable { get; private set; }

    internal string? Model { get; private set; }

    internal Type? UploadReader { get; private set; }

    internal Type? UploadOptions { get; private set; }

    internal string? Permission { get; private set; }

    internal List<ContentLink> Links { get; } = [];

    internal ContentGroup? Membership { get; private set; }

    internal IReadOnlyList<string> Large { get; private set; } = [];

    internal Type? LargeReader { get; private set; }

    internal bool AtOnce { get; private set; }

    internal bool OfFields { get; private set; }

    internal bool Digests { get; private set; }

    internal bool Identifier { get; private set; }

    internal string? File { get; private set; }

    internal bool PathRequired { get; private set; }

    internal Dictionary<string, string> FilterAliases { get; } = new(StringComparer.Ordinal);

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

    /// <summary>Declares that each unit is a member of an object of the plugin's own kind, which is made with its first unit and goes with its last.</summary>
    /// <typeparam name="TResource">The objects' CLR type, declared with <see cref="PluginBuilder.AddResource{T}"/>; the units of no other type are members of them.</typeparam>
    /// <param name="describe">Describes the object of a unit in a domain. Its key is made of fields that never change; it may choose its identifier, one for each domain.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> MemberOf<TResource>(Func<T, Guid, TResource> describe)
        where TResource : Resources.Resource
    {
        Membership = new ContentGroup { ClrType = typeof(TResource), Describe = (unit, domainId) => describe((T)unit, domainId) };
        return this;
    }

    /// <summary>Declares a key by which units can be ordered and compared in the store; at most two.</summary>
    /// <param name="field">The REST field whose order this is.</param>
    /// <param name="value">Encodes a unit's value so that the order of the bytes is the order of the values.</param>
    /// <param name="parse">Encodes a filter's text the same way; null for text that is no value.</param>
    /// <param name="isEquality">Whether a filter for a value means all values with the same bytes, as spellings of one name have, and not the same text.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> SortKey(string field, Func<T, byte[]> value, Func<string, byte[]?> parse, bool isEquality = false)
    {
        if (SortKeys.Count == 2)
            throw new PluginException($"Content type {typeof(T).Name} declares more than two sort keys; '{field}' is the third.");
        SortKeys.Add((new ContentSortKey(field, parse, isEquality), value));
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

    /// <summary>Declares document fields by which REST lists can be filtered (the exact value, <c>__in</c>, and for text <c>__contains</c> and the other name lookups).</summary>
    /// <param name="fields">The snake_case names.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> FilterBy(params string[] fields)
    {
        FilterFields.AddRange(fields);
        return this;
    }

    /// <summary>Declares text fields, named in <see cref="FilterBy"/> too, whose filter of the exact value takes several values, joined by commas.</summary>
    /// <param name="fields">The snake_case names.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> FilterByAny(params string[] fields)
    {
        FilterListFields.AddRange(fields);
        return this;
    }

    /// <summary>Declares a second name for the filter of a field's exact value.</summary>
    /// <param name="name">The filter's name.</param>
    /// <param name="field">The field, declared with <see cref="FilterBy"/>.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> FilterAlias(string name, string field)
    {
        FilterAliases[name] = field;
        return this;
    }

    /// <summary>Declares that REST shows the digests of the unit's file: <c>md5</c>, <c>sha256</c> and the others, each as far as it is known. A unit of the type has one file.</summary>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> ShowDigests()
    {
        Digests = true;
        return this;
    }

    /// <summary>Declares that REST gives the file of a unit to those who may see the unit: at this name below the unit's address, which the unit shows as <c>{name}_url</c>; null for a unit without a file.</summary>
    /// <param name="name">The name, for example <c>avatar</c>.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> ServeFile(string name)
    {
        File = name;
        return this;
    }

    /// <summary>Declares that REST shows the identifier of a unit by itself, as <c>id</c>.</summary>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> ShowId()
    {
        Identifier = true;
        return this;
    }

    /// <summary>Declares that a client who uploads a file must say its path.</summary>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> RequirePath()
    {
        PathRequired = true;
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

    /// <summary>Declares how an uploaded file becomes a unit, and what clients may say of it besides the unit's own fields.</summary>
    /// <typeparam name="TReader">Reads the file. Created by the container for each upload.</typeparam>
    /// <typeparam name="TOptions">A record whose properties are the further fields; the reader gets them among <see cref="Uploads.UploadContext.Fields"/>, a reference as the identifier of what the caller may see.</typeparam>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> UploadWith<TReader, TOptions>()
        where TReader : class, Uploads.IContentUploadReader
        where TOptions : class
    {
        UploadOptions = typeof(TOptions);
        return UploadWith<TReader>();
    }

    /// <summary>Declares a permission that allows uploading units into no repository, besides the one to add content of the type.</summary>
    /// <param name="permission">A permission the plugin declares.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> UploadPermission(string permission)
    {
        Permission = permission;
        return this;
    }

    /// <summary>Declares that a request which creates a unit answers with the unit, and not with a task: nothing in it takes long.</summary>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> CreateAtOnce()
    {
        AtOnce = true;
        return this;
    }

    /// <summary>
    /// Declares that units have no file: a request that creates one names none, and says by fields alone what the unit is. The upload
    /// reader gets an empty file.
    /// </summary>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> MadeOfFields()
    {
        OfFields = true;
        return this;
    }

    /// <summary>Declares fields that are too large to be kept in units' documents. REST shows them only when a request names them in <c>fields</c>.</summary>
    /// <typeparam name="TReader">Reads the values. Created by the container once.</typeparam>
    /// <param name="fields">The snake_case names.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> LargeFields<TReader>(params string[] fields)
        where TReader : class, ILargeFieldReader
    {
        Large = fields;
        LargeReader = typeof(TReader);
        return this;
    }

    /// <summary>Declares a field in which REST shows the unit of another type that a unit is about, and by which lists are filtered.</summary>
    /// <typeparam name="TOther">The other unit's CLR type.</typeparam>
    /// <param name="field">The REST name.</param>
    /// <param name="key">Gets the parts of the other unit's natural key.</param>
    /// <param name="by">The field of this unit that holds the other's value; it is declared with <see cref="FilterBy"/>.</param>
    /// <param name="value">Gets that value from the other unit.</param>
    /// <param name="filter">The name of the filter; null for that of the field.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> LinkTo<TOther>(string field, Func<T, string?[]> key, string by, Func<TOther, string> value, string? filter = null)
        where TOther : Content
    {
        Links.Add(new ContentLink(field, typeof(TOther), isList: false, unit => [KeyHash.Of(key((T)unit))]) { By = by, ValueOf = other => value((TOther)other), Filter = filter ?? field });
        return this;
    }

    /// <summary>Declares a field in which REST shows the unit of another type that a unit may be about.</summary>
    /// <typeparam name="TOther">The other unit's CLR type.</typeparam>
    /// <param name="field">The REST name.</param>
    /// <param name="key">Gets the parts of the other unit's natural key, or null when the unit is about none.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> LinkTo<TOther>(string field, Func<T, string?[]?> key)
        where TOther : Content
    {
        Links.Add(new ContentLink(field, typeof(TOther), isList: false, unit => key((T)unit) is { } parts ? [KeyHash.Of(parts)] : []));
        return this;
    }

    /// <summary>Declares a field in which REST lists the units of another type that a unit is about.</summary>
    /// <typeparam name="TOther">The other units' CLR type.</typeparam>
    /// <param name="field">The REST name.</param>
    /// <param name="keys">Gets the parts of the other units' natural keys.</param>
    /// <returns>This builder.</returns>
    public ContentTypeBuilder<T> LinkToMany<TOther>(string field, Func<T, IEnumerable<string?[]>> keys)
        where TOther : Content
    {
        Links.Add(new ContentLink(field, typeof(TOther), isList: true, unit => [.. keys((T)unit).Select(parts => KeyHash.Of(parts))]));
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
        FilterListFields = [.. FilterListFields],
        PathFollowsRepositoryKey = PathKeyParts is not null,
        UploadReader = UploadReader,
        UploadOptions = UploadOptions,
        UploadPermission = Permission,
        Links = [.. Links],
        MemberOf = Membership,
        LargeFields = Large,
        LargeFieldReader = LargeReader,
        IsCreatedAtOnce = AtOnce,
        IsMadeOfFields = OfFields,
        ShowsDigests = Digests,
        ShowsId = Identifier,
        ServedFile = File,
        NeedsPath = PathRequired,
        FilterAliases = FilterAliases,
    };
}
