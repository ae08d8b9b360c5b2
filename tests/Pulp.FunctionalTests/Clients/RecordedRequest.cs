using System.Text.Json.Nodes;

namespace Pulp.FunctionalTests.Clients;

/// <summary>
/// One request: what was sent, what came, and which parts of the answer later requests name.
/// </summary>
internal sealed record RecordedRequest(string Method, string Path, int Status)
{
    public string? Type { get; init; }

    public string? Range { get; init; }

    /// <summary>Gets the body as text, in which <c>{name}</c> stands for what was kept.</summary>
    public string? Body { get; init; }

    /// <summary>Gets the body of a form with files as it was sent.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Gets names for identifiers of the answer, each with the JSON pointer to an href that ends in it.</summary>
    public IReadOnlyDictionary<string, string> Keep { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets fields of the answer.</summary>
    public JsonObject? Expect { get; init; }
}
