using System.Text.Json;
using Pulp.Documents;

namespace Pulp.Resources;

/// <summary>
/// Describes a resource type that a plugin (or the core) registered.
/// </summary>
/// <remarks>Immutable and safe to share.</remarks>
public record ResourceType
{
    /// <summary>Gets the kind.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>Gets the label of the plugin that owns the type.</summary>
    public required string PluginLabel { get; init; }

    /// <summary>Gets the type's name inside the plugin, for example <c>python</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>Gets the last part of the REST path, for example <c>pypi</c> in <c>distributions/python/pypi/</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Gets the first part of the REST path of a plugin's own kind of object; null for <c>pulp_</c> and the label.</summary>
    public string? Area { get; init; }

    /// <summary>Gets the model name, for example <c>PythonRepository</c>: in lower case in PRNs and permissions, as it is in schema names.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the CLR type.</summary>
    public required Type ClrType { get; init; }

    /// <summary>Gets the fields, the base type's first.</summary>
    public required IReadOnlyList<FieldDescriptor> Fields { get; init; }

    /// <summary>Gets what clients may do with its resources through REST.</summary>
    /// <value>The default is <see cref="ResourceOperations.All"/>.</value>
    public ResourceOperations Operations { get; init; } = ResourceOperations.All;

    /// <summary>Gets what governs its resources; null for nothing.</summary>
    public Governor? Governor { get; init; }

    /// <summary>Gets the reference to the resource that this type's objects belong to and lie below in REST; null when they have a collection of their own.</summary>
    /// <remarks>Such an object has no roles and no changes of its own: who may see the resource sees it, who may change the resource creates and deletes it.</remarks>
    public FieldDescriptor? ParentField { get; init; }

    /// <summary>Gets the CLR type of the resources of <see cref="ParentField"/>.</summary>
    public Type? ParentType { get; init; }

    /// <summary>Gets the action that clients create an object below its resource with, where the object comes of work that is done and not of fields that are sent; null otherwise.</summary>
    public ResourceAction? Creation { get; init; }

    /// <summary>Gets the actions its plugin added, beyond those every type of the kind has.</summary>
    public IReadOnlyList<ResourceAction> Actions { get; init; } = [];

    /// <summary>Gets the words of the permissions its plugin declared on each object, beyond those every type of the kind has.</summary>
    public IReadOnlyList<string> ObjectPermissions { get; init; } = [];

    /// <summary>Gets the role that who creates a resource gets on it besides the owner's.</summary>
    internal string? CreatorRole { get; init; }

    /// <summary>Gets whether REST shows which task synced last, as <c>last_sync_task</c>.</summary>
    public bool ShowsLastSync { get; init; }

    /// <summary>Gets the full name, <c>label.type</c>.</summary>
    public string Name => $"{PluginLabel}.{TypeName}";

    /// <summary>Gets the path of the collection below the REST API, for example <c>distributions/python/pypi/</c>.</summary>
    /// <remarks>What belongs to another resource lies below that one and has no collection here.</remarks>
    public string CollectionPath => Kind switch
    {
        ResourceKind.Remote => $"remotes/{PluginLabel}/{Endpoint}/",
        ResourceKind.Repository => $"repositories/{PluginLabel}/{Endpoint}/",
        ResourceKind.Distribution => $"distributions/{PluginLabel}/{Endpoint}/",
        ResourceKind.Publication => $"publications/{PluginLabel}/{Endpoint}/",
        ResourceKind.ContentGuard => $"contentguards/{PluginLabel}/{Endpoint}/",
        ResourceKind.SigningService => $"{Endpoint}/",
        ResourceKind.Exporter => $"exporters/{PluginLabel}/{Endpoint}/",
        ResourceKind.Importer => $"importers/{PluginLabel}/{Endpoint}/",
        _ => $"{Area ?? $"pulp_{PluginLabel}"}/{Endpoint}/",
    };

    /// <summary>Gets the PRN of a resource of this type.</summary>
    /// <param name="id">The resource's identifier.</param>
    /// <returns>For example <c>prn:python.pythonrepository:0190…</c>.</returns>
    public string PrnOf(Guid id) => Prn.Format(PluginLabel, Model, id);

    /// <summary>Gets a permission on this type.</summary>
    /// <param name="action">For example <c>view</c>, <c>change</c>, <c>sync</c>.</param>
    /// <returns>For example <c>python.view_pythonrepository</c>.</returns>
    public string Permission(string action) => $"{PluginLabel}.{action}_{Model.ToLowerInvariant()}";

    /// <summary>Gets whether a resource is deleted together with one that it refers to.</summary>
    internal bool GoesWith(Resource resource, Guid target) => Fields.Any(field =>
        field.Rules.OnDelete == DeleteBehavior.Cascade && (field.GetValue(resource) is Guid id ? id == target : field.GetValue(resource) is IEnumerable<Guid> ids && ids.Contains(target)));

    /// <summary>Writes the document of a resource, without its secrets.</summary>
    /// <param name="resource">A resource of this type.</param>
    /// <returns>JSON in UTF-8, with the secrets left out.</returns>
    public byte[] WriteDocument(Resource resource)
    {
        var node = JsonSerializer.SerializeToNode(resource, ClrType, DocumentJson.Options)!.AsObject();
        foreach (var field in Fields.Where(field => field.Rules.Secret))
            node.Remove(field.Name);
        return JsonSerializer.SerializeToUtf8Bytes(node, DocumentJson.Options);
    }

    /// <summary>Gets the secrets of a resource that are set.</summary>
    /// <param name="resource">A resource of this type.</param>
    /// <returns>REST names and values.</returns>
    public IReadOnlyDictionary<string, string> GetSecrets(Resource resource) => Fields
        .Where(field => field.Rules.Secret)
        .Select(field => (field.Name, Value: (string?)field.GetValue(resource)))
        .Where(secret => secret.Value is not null)
        .ToDictionary(secret => secret.Name, secret => secret.Value!, StringComparer.Ordinal);

    /// <summary>Reads a resource from its document and secrets.</summary>
    /// <param name="document">JSON in UTF-8.</param>
    /// <param name="secrets">REST names and values; null means none.</param>
    /// <returns>The resource, with its document's properties only.</returns>
    /// <exception cref="JsonException">The document is damaged.</exception>
    public Resource ReadDocument(ReadOnlySpan<byte> document, IReadOnlyDictionary<string, string>? secrets = null)
    {
        if (secrets is not { Count: > 0 })
            return (Resource)JsonSerializer.Deserialize(document, ClrType, DocumentJson.Options)!;
        var node = System.Text.Json.Nodes.JsonNode.Parse(document)!.AsObject();
        foreach (var (name, value) in secrets)
            node[name] = value;
        return (Resource)node.Deserialize(ClrType, DocumentJson.Options)!;
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
