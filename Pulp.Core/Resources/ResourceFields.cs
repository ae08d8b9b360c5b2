using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Documents;
using Pulp.Publications;
using Pulp.Repositories;

namespace Pulp.Resources;

/// <summary>
/// Represents values for some fields of a resource: those it is created with, or those that change.
/// </summary>
/// <param name="Values">A JSON object of REST names and values, secrets included; references are UUIDs.</param>
/// <param name="Labels">All labels from now on; null leaves them as they are.</param>
public sealed record ResourceFields(JsonElement Values, IReadOnlyDictionary<string, string?>? Labels = null)
{
    /// <summary>Gets the values with one more, or another in its place.</summary>
    /// <param name="name">The field's REST name.</param>
    /// <param name="value">The value.</param>
    /// <returns>A copy.</returns>
    public ResourceFields With(string name, string? value)
    {
        var values = JsonObject.Create(Values)!;
        values[name] = value;
        return this with { Values = JsonSerializer.SerializeToElement(values) };
    }

    /// <summary>Makes a new resource of the values.</summary>
    /// <param name="type">The resource's type.</param>
    /// <returns>The resource, not saved.</returns>
    /// <exception cref="JsonException">A value is missing or does not fit its field.</exception>
    public Resource Create(ResourceType type) =>
        (Resource)Values.Deserialize(type.ClrType, DocumentJson.Options)! with { Labels = Labels ?? Resource.EmptyLabels };

    /// <summary>Makes a changed copy of a resource.</summary>
    /// <param name="type">The resource's type.</param>
    /// <param name="resource">The resource.</param>
    /// <returns>The copy, not saved.</returns>
    /// <exception cref="JsonException">A value does not fit its field.</exception>
    public Resource Apply(ResourceType type, Resource resource)
    {
        var document = JsonSerializer.SerializeToNode(resource, type.ClrType, DocumentJson.Options)!.AsObject();
        foreach (var value in Values.EnumerateObject())
            document[value.Name] = JsonNode.Parse(value.Value.GetRawText());
        var changed = (Resource)document.Deserialize(type.ClrType, DocumentJson.Options)! with
        {
            Id = resource.Id,
            StoreKey = resource.StoreKey,
            DomainId = resource.DomainId,
            Created = resource.Created,
            LastUpdated = resource.LastUpdated,
            Revision = resource.Revision,
            Labels = Labels ?? resource.Labels,
        };
        return changed switch
        {
            Repository repository => repository with { LatestVersion = ((Repository)resource).LatestVersion },
            Publication publication => publication with { Complete = ((Publication)resource).Complete },
            _ => changed,
        };
    }

    /// <summary>Gets whether a resource has all the values already.</summary>
    /// <param name="type">The resource's type.</param>
    /// <param name="resource">The resource.</param>
    /// <returns>Whether applying them changes nothing.</returns>
    public bool AreIn(ResourceType type, Resource resource)
    {
        var document = JsonSerializer.SerializeToNode(resource, type.ClrType, DocumentJson.Options)!.AsObject();
        return document.ToJsonString() == JsonSerializer.SerializeToNode(Apply(type, resource), type.ClrType, DocumentJson.Options)!.ToJsonString()
            && (Labels is null || (Labels.Count == resource.Labels.Count && Labels.All(label => resource.Labels.TryGetValue(label.Key, out var value) && value == label.Value)));
    }
}
