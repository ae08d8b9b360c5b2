using System.Text.Json;

namespace Pulp.ContentTypes;

/// <summary>
/// Describes a content type that a plugin registered: its names, keys, references and document.
/// </summary>
/// <remarks>Built once by <see cref="ContentTypeBuilder{T}"/>; immutable and safe to share.</remarks>
public abstract class ContentType
{
    private protected ContentType()
    {
    }

    /// <summary>Gets the full name, <c>label.type</c>, for example <c>python.python</c>.</summary>
    public string Name => $"{PluginLabel}.{TypeName}";

    /// <summary>Gets the path of the collection below the REST API, for example <c>content/python/packages/</c>.</summary>
    public string CollectionPath => $"content/{PluginLabel}/{Endpoint}/";

    /// <summary>Gets the label of the plugin that owns the type.</summary>
    public required string PluginLabel { get; init; }

    /// <summary>Gets the type's name inside the plugin, for example <c>python</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>Gets the last part of the REST path, for example <c>packages</c> in <c>content/python/packages/</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Gets the model name, for example <c>PythonPackageContent</c>: in lower case in PRNs and permissions, as it is in schema names.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the CLR type, derived from <see cref="Content"/>.</summary>
    public abstract Type ClrType { get; }

    /// <summary>Gets the fields of the document.</summary>
    public required IReadOnlyList<Resources.FieldDescriptor> Fields { get; init; }

    /// <summary>Gets the CLR type of the reader of uploaded files, or null when the type cannot be uploaded.</summary>
    public required Type? UploadReader { get; init; }

    /// <summary>Gets the CLR type of what clients may say of an uploaded file besides the unit's fields, or null.</summary>
    public Type? UploadOptions { get; init; }

    /// <summary>Gets a permission that allows uploading units into no repository, besides the one to add content of the type; or null.</summary>
    public string? UploadPermission { get; init; }

    /// <summary>Gets the fields in which REST shows what a unit is about.</summary>
    public IReadOnlyList<ContentLink> Links { get; init; } = [];

    /// <summary>Gets the fields that REST shows only to who asks for them, because they are too large to be kept in the document.</summary>
    public IReadOnlyList<string> LargeFields { get; init; } = [];

    /// <summary>Gets the CLR type of the reader of <see cref="LargeFields"/>, an <see cref="ILargeFieldReader"/>; null when there are none.</summary>
    public Type? LargeFieldReader { get; init; }

    /// <summary>Gets whether a request that creates a unit answers with the unit; otherwise a task creates it.</summary>
    public bool IsCreatedAtOnce { get; init; }

    /// <summary>Gets the objects that units are members of; null when they are members of none.</summary>
    public ContentGroup? MemberOf { get; init; }

    /// <summary>Gets whether units have no file, so that a request which creates one is made of fields alone.</summary>
    public bool IsMadeOfFields { get; init; }

    /// <summary>Gets whether REST shows the digests of a unit's one file.</summary>
    public bool ShowsDigests { get; init; }

    /// <summary>Gets the name at which REST gives a unit's file, below the unit's address; null when it does not.</summary>
    public string? ServedFile { get; init; }

    /// <summary>Gets whether REST shows a unit's identifier by itself.</summary>
    public bool ShowsId { get; init; }

    /// <summary>Gets whether a client who uploads a file must say its path.</summary>
    public bool NeedsPath { get; init; }

    /// <summary>Gets further names of filters, each with the field whose exact value it filters by.</summary>
    public IReadOnlyDictionary<string, string> FilterAliases { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the number of the document's schema; documents of lower numbers pass the upcaster when they are read.</summary>
    public required int SchemaNumber { get; init; }

    /// <summary>Gets the declared sort keys, at most two.</summary>
    public required IReadOnlyList<ContentSortKey> SortKeys { get; init; }

    /// <summary>Gets whether the type may hold files that reclaiming space drops, because upstream can give them again.</summary>
    public required bool IsReclaimable { get; init; }

    /// <summary>Gets the fields by which REST lists may be filtered besides the generated ones.</summary>
    public required IReadOnlyList<string> FilterFields { get; init; }

    /// <summary>Gets those of <see cref="FilterFields"/> whose filter of the exact value takes several values, joined by commas.</summary>
    public IReadOnlyList<string> FilterListFields { get; init; } = [];

    /// <summary>Gets whether the unit's files are found through its repository key alone (see <see cref="RepositoryKeyOfPath"/>).</summary>
    public required bool PathFollowsRepositoryKey { get; init; }

    /// <summary>Gets the PRN of a unit of this type.</summary>
    /// <param name="id">The unit's identifier.</param>
    /// <returns>For example <c>prn:python.pythonpackagecontent:0190…</c>.</returns>
    public string PrnOf(Guid id) => Resources.Prn.Format(PluginLabel, Model, id);

    /// <summary>Gets the natural key of a unit.</summary>
    /// <param name="content">A unit of this type.</param>
    /// <returns>The key's hash, unique per type and domain.</returns>
    public abstract KeyHash NaturalKey(Content content);

    /// <summary>Gets the repository key of a unit: at most one unit per key is in a version, the newer replaces the older.</summary>
    /// <param name="content">A unit of this type.</param>
    /// <returns>The key's hash, which includes the type's name.</returns>
    public abstract KeyHash RepositoryKey(Content content);

    /// <summary>Gets the group key of a unit, for example the project's name, or <see langword="null"/> when the type declares none.</summary>
    /// <param name="content">A unit of this type.</param>
    /// <returns>The key as text, at most 512 characters.</returns>
    public abstract string? GroupKey(Content content);

    /// <summary>Gets the value of a sort key as bytes whose order is the order of the values.</summary>
    /// <param name="content">A unit of this type.</param>
    /// <param name="index">The position in <see cref="SortKeys"/>.</param>
    /// <returns>The bytes.</returns>
    public abstract byte[] SortKey(Content content, int index);

    /// <summary>Gets the repository key of the unit that holds the file at a path.</summary>
    /// <param name="relativePath">The path below a distribution's base path.</param>
    /// <returns>The key's hash, or <see langword="null"/> when no unit of this type can hold such a path or the type does not map paths.</returns>
    public abstract KeyHash? RepositoryKeyOfPath(string relativePath);

    /// <summary>Gets the repository keys of the units this one refers to inside the same repository.</summary>
    /// <param name="content">A unit of this type.</param>
    /// <returns>The references, empty for most types.</returns>
    public abstract IReadOnlyList<ContentReference> References(Content content);

    /// <summary>Writes the unit's document as JSON in UTF-8.</summary>
    /// <param name="content">A unit of this type.</param>
    /// <returns>The bytes.</returns>
    public abstract byte[] WriteDocument(Content content);

    /// <summary>Reads a unit from its document.</summary>
    /// <param name="document">The JSON in UTF-8.</param>
    /// <param name="schemaNumber">The schema number the document was written with.</param>
    /// <param name="header">What is kept beside the document.</param>
    /// <returns>The unit.</returns>
    /// <exception cref="JsonException">The document is damaged.</exception>
    public abstract Content ReadDocument(ReadOnlySpan<byte> document, int schemaNumber, ContentHeader header);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
