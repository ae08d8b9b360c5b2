using System.Text;
using System.Text.Json;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Writes the pages of an upstream index.</summary>
internal static class UpstreamIndex
{
    public const string Json = "application/vnd.pypi.simple.v1+json";

    /// <summary>Makes a project page in JSON. Files are not there unless a test maps them; their digest is made of their name.</summary>
    public static FakeAnswer Page(string name, IEnumerable<string> files, long? serial = null, string? etag = "\"one\"", Func<string, object?>? metadata = null, Func<string, string>? digest = null) => FakeAnswer.Ok(
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["meta"] = serial is null ? new Dictionary<string, object> { ["api-version"] = "1.1" } : new Dictionary<string, object> { ["api-version"] = "1.1", ["_last-serial"] = serial },
            ["name"] = name,
            ["files"] = files.Select(file => new Dictionary<string, object?>
            {
                ["filename"] = file,
                ["url"] = $"../../files/{file}",
                ["hashes"] = new Dictionary<string, string> { ["sha256"] = (digest ?? DigestOf)(file) },
                ["core-metadata"] = metadata?.Invoke(file) ?? false,
            }),
        }),
        Json) with { ETag = etag };

    /// <summary>Makes the list of projects in JSON.</summary>
    public static FakeAnswer Root(params (string Name, long? Serial)[] projects) => FakeAnswer.Ok(
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["meta"] = new Dictionary<string, object> { ["api-version"] = "1.1" },
            ["projects"] = projects.Select(project => project.Serial is null
                ? new Dictionary<string, object?> { ["name"] = project.Name }
                : new Dictionary<string, object?> { ["name"] = project.Name, ["_last-serial"] = project.Serial }),
        }),
        Json);

    public static string DigestOf(string file) => IndexHost.Sha256Of(Encoding.UTF8.GetBytes(file));
}
