using System.Text.Json;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Holds the values of a request that was read and found valid. A field that was left out is absent; one that was set to null is there with null.
/// </summary>
internal sealed class RequestBody
{
    private readonly IReadOnlyDictionary<string, object?> values;
    private readonly IReadOnlyDictionary<string, string>? fileNames;

    public RequestBody(IReadOnlyDictionary<string, object?> values, IReadOnlyDictionary<string, string>? fileNames = null)
    {
        this.values = values;
        this.fileNames = fileNames;
    }

    public static RequestBody Empty { get; } = new(new Dictionary<string, object?>());

    public IEnumerable<string> Names => values.Keys;

    public bool Has(string name) => values.ContainsKey(name);

    public object? Get(string name) => values.GetValueOrDefault(name);

    public string? Text(string name) => (string?)Get(name);

    public long? Integer(string name) => (long?)Get(name);

    public bool Boolean(string name, bool otherwise) => Get(name) is bool value ? value : otherwise;

    public DateTimeOffset? Time(string name) => (DateTimeOffset?)Get(name);

    public ObjectReference? Reference(string name) => (ObjectReference?)Get(name);

    public IReadOnlyList<string>? Texts(string name) => (IReadOnlyList<string>?)Get(name);

    public ReferenceList? References(string name) => (ReferenceList?)Get(name);

    public IReadOnlyDictionary<string, string?>? Labels(string name = "pulp_labels") => (IReadOnlyDictionary<string, string?>?)Get(name);

    public JsonElement? Json(string name) => (JsonElement?)Get(name);

    public StagedArtifact? File(string name) => (StagedArtifact?)Get(name);

    /// <summary>Gets the name the client gave a file it sent, if any.</summary>
    public string? FileName(string name) => fileNames?.GetValueOrDefault(name) is { Length: > 0 } given ? given : null;
}
