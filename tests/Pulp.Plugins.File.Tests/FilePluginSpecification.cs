using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Testing.Plugins;

namespace Pulp.Plugins.File.Tests;

[TestFixture]
public sealed class FilePluginSpecification : PluginSpecification
{
    protected override PulpPlugin CreatePlugin() => new FilePlugin();

    protected override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    protected override IEnumerable<Content> CreateUnits() =>
    [
        new FileContent { RelativePath = "a", Sha256 = new string('1', 64) },
        new FileContent { RelativePath = "a", Sha256 = new string('2', 64) },
        new FileContent { RelativePath = "deep/a", Sha256 = new string('1', 64) },
    ];
}
