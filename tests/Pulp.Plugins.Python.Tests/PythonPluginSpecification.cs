using System.Text.Json;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins.Python.Models;
using Pulp.Testing.Plugins;

namespace Pulp.Plugins.Python.Tests;

[TestFixture]
public sealed class PythonPluginSpecification : PluginSpecification
{
    protected override PulpPlugin CreatePlugin() => new PythonPlugin();

    protected override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    protected override IEnumerable<Content> CreateUnits()
    {
        foreach (var number in new[] { 1, 2 })
        {
            var digest = new string((char)('0' + number), 64);
            yield return new PythonPackage
            {
                Filename = $"apple-{number}.0-py3-none-any.whl",
                Sha256 = digest,
                Name = "Apple",
                Version = $"{number}.0rc1",
                Packagetype = "bdist_wheel",
                RequiresPython = ">=3.8",
                Size = number,
                UploadTime = new DateTimeOffset(2026, 1, number, 0, 0, 0, TimeSpan.Zero),
            };
            yield return new PythonYank { Filename = $"apple-{number}.0-py3-none-any.whl", Name = "apple", Reason = "broken" };
            yield return new PythonProject { Name = "apple", Status = number == 1 ? "archived" : "quarantined", Tracks = ["https://pypi.org/simple/apple/"] };
            yield return new PackageProvenance { PackageSha256 = digest, Filename = $"apple-{number}.0-py3-none-any.whl", Name = "apple", Sha256 = digest, Provenance = JsonDocument.Parse("""{"version":1}""").RootElement };
        }
    }
}
