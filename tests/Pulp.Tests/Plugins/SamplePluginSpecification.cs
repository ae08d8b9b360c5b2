using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Testing.Plugins;
using Pulp.Testing.Samples;

namespace Pulp.Tests.Plugins;

[TestFixture]
public sealed class SamplePluginSpecification : PluginSpecification
{
    protected override PulpPlugin CreatePlugin() => new SamplePlugin();

    protected override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    protected override IEnumerable<Content> CreateUnits() =>
    [
        new SampleFile { Name = "a", Version = "1", Sha256 = new string('1', 64), Summary = "One." },
        new SampleFile { Name = "a", Version = "2", Sha256 = new string('1', 64) },
        new SampleMark { Target = "a", Text = "yanked" },
        new SampleMark { Target = "b", Text = "yanked" },
        new SampleBundle { Name = "first" },
        new SampleBundle { Name = "second" },
    ];
}
