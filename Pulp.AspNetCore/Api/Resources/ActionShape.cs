using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;
using Pulp.Documents;
using Pulp.Resources;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Holds what REST derives from the document of an action: the body it reads, and how it becomes the document.
/// </summary>
internal sealed class ActionShape
{
    private readonly Type documentType;
    private readonly IReadOnlyList<FieldDescriptor> fields;

    private ActionShape(Type documentType, string name, IEnumerable<string>? ignored)
    {
        this.documentType = documentType;
        fields = FieldDescriptors.Of(documentType);
        var prototype = documentType.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(documentType);
        Body = new BodySchema(name, fields.Select(descriptor => ResourceSchemas.Of(descriptor, prototype)), ignored);
        References = [.. fields.Where(descriptor => descriptor.Kind is FieldKind.Reference or FieldKind.ReferenceList).Select(descriptor => (descriptor.Name, descriptor.Rules.References))];
    }

    public BodySchema Body { get; }

    public IReadOnlyList<(string Name, ReferenceTarget Target)> References { get; }

    /// <summary>Gets the shape of an action's document; null when it takes none.</summary>
    public static ActionShape? Of(ResourceAction action) => action.DocumentType is { } type ? Of(type) : null;

    public static ActionShape Of(Type documentType) => new(documentType, documentType.Name, ignored: null);

    /// <summary>Gets the shape of the document that objects of a type are created from (<see cref="ResourceType.Creation"/>); null when it takes none.</summary>
    public static ActionShape? OfCreation(ResourceShape shape) => shape.Type.Creation?.DocumentType is { } document
        ? new(document, ResourceSchemas.NameOf(shape.Type), shape.Representation.Properties.Select(property => property.Name))
        : null;

    /// <summary>Describes a document that an action answers with.</summary>
    public static ISchema Describe(Type answerType) => new NamedSchema(
        answerType.Name, FieldDescriptors.Of(answerType).Select(descriptor => new SchemaProperty(descriptor.Name, FieldWriters.TypeOf(descriptor)) { IsReadOnly = true }));

    /// <summary>Makes the document of a body that was read.</summary>
    public async Task<object> ToDocumentAsync(
        RequestBody body, IReadOnlyDictionary<string, IReadOnlyList<Guid>> references, IArtifactStorage storage, CancellationToken cancellationToken)
    {
        var values = new JsonObject();
        foreach (var descriptor in fields.Where(descriptor => body.Has(descriptor.Name)))
        {
            values[descriptor.Name] = body.Get(descriptor.Name) is StagedArtifact file
                ? Convert.ToBase64String(await ReadAsync(file, storage, cancellationToken).ConfigureAwait(false))
                : ResourceInput.ToNode(descriptor, body.Get(descriptor.Name), references.GetValueOrDefault(descriptor.Name));
        }

        try
        {
            return values.Deserialize(documentType, DocumentJson.Options)!;
        }
        catch (JsonException exception)
        {
            throw RequestRefusedException.Invalid(FieldErrors.General, $"The values do not fit together: {exception.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(StagedArtifact file, IArtifactStorage storage, CancellationToken cancellationToken)
    {
        var stream = await storage.OpenStagedAsync(file, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[file.Size];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
    }
}
