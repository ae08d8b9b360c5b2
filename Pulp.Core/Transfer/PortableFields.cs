using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Documents;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Knows which fields of a repository mean the same in another Pulp: neither secrets, nor what is hidden, nor what refers to other resources, nor when a remote is synced that does not go along.
/// </summary>
internal static class PortableFields
{
    public static JsonElement Read(ResourceType type, Repository repository) =>
        Of(type, JsonSerializer.SerializeToNode(repository, type.ClrType, DocumentJson.Options)!.AsObject());

    /// <summary>Makes a repository of fields that were read elsewhere, perhaps with a newer or older version of its plugin: unknown ones are passed over.</summary>
    /// <exception cref="JsonException">A field is missing or does not fit.</exception>
    public static Repository Create(ResourceType type, JsonElement fields, IReadOnlyDictionary<string, string?> labels, string name)
    {
        if (fields.ValueKind != JsonValueKind.Object)
            throw new JsonException("The fields are no object.");
        return (Repository)new ResourceFields(Of(type, JsonObject.Create(fields)!), labels).With("name", name).Create(type);
    }

    private static JsonElement Of(ResourceType type, JsonObject document)
    {
        var names = type.Fields
            .Where(field => field.Rules is { Secret: false, Hidden: false, Creator: false, References: ReferenceTarget.None } && field.Property.Name != nameof(Repository.SyncSchedule))
            .Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in document.Select(field => field.Key).Where(name => !names.Contains(name)).ToList())
            document.Remove(name);
        return JsonSerializer.SerializeToElement(document);
    }
}
