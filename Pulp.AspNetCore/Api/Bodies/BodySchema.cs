using System.Collections.Frozen;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Describes the body of a request.
/// </summary>
internal sealed class BodySchema : ISchema
{
    /// <summary>How many bytes a body of JSON or a form may have.</summary>
    public const long Limit = 1024 * 1024;

    /// <summary>How many bytes a body that lists content units may have.</summary>
    public const long ListLimit = 30_000_000;

    private readonly FrozenDictionary<string, InputField> byName;
    private readonly FrozenSet<string> ignored;

    /// <summary>Initializes a schema.</summary>
    /// <param name="schemaName">The name in the OpenAPI document.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="ignored">Names that are shown but cannot be written: clients send them back, and they are passed over.</param>
    public BodySchema(string schemaName, IEnumerable<InputField> fields, IEnumerable<string>? ignored = null)
    {
        SchemaName = schemaName;
        Fields = [.. fields];
        byName = Fields.ToFrozenDictionary(input => input.Name, StringComparer.Ordinal);
        this.ignored = (ignored ?? []).Where(name => !byName.ContainsKey(name)).ToFrozenSet(StringComparer.Ordinal);
    }

    public string SchemaName { get; }

    public IReadOnlyList<InputField> Fields { get; }

    public IEnumerable<SchemaProperty> Properties => Fields.Select(input => input.ToProperty(isPatch: false));

    /// <summary>Gets how many bytes the body may have, files aside.</summary>
    public long MaximumSize => Fields.Any(input => input.Kind == InputKind.ReferenceList) ? ListLimit : Limit;

    public bool TakesFiles => Fields.Any(input => input.Kind == InputKind.File);

    public InputField? Find(string name) => byName.GetValueOrDefault(name);

    public bool Ignores(string name) => ignored.Contains(name);
}
