using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Testing.Plugins;
using Pulp.Testing.Samples;

namespace Pulp.Tests.Plugins;

[Lacks(typeof(SyncSpecification<>), NoBehavior)]
[Lacks(typeof(SyncFaultSpecification<>), NoBehavior)]
[Lacks(typeof(OnDemandSpecification<>), NoBehavior)]
[Lacks(typeof(UploadSpecification<>), NoBehavior)]
[Lacks(typeof(ServingSpecification<>), NoBehavior)]
[Lacks(typeof(ImmutabilitySpecification<>), NoBehavior)]
[Lacks(typeof(DeletionSpecification<>), NoBehavior)]
public sealed class SampleScenario : PluginScenario
{
    private const string NoBehavior = "The sample plugin declares types and neither syncs nor reads uploads.";

    public override PulpPlugin CreatePlugin() => new SamplePlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override byte[] CreateFile(int number) => throw new NotSupportedException(NoBehavior);

    public override string PathOf(int number) => throw new NotSupportedException(NoBehavior);

    public override IEnumerable<Content> CreateUnits() =>
    [
        new SampleFile { Name = "a", Version = "1", Sha256 = new string('1', 64), Summary = "One." },
        new SampleFile { Name = "a", Version = "2", Sha256 = new string('1', 64) },
        new SampleMark { Target = "a", Text = "yanked" },
        new SampleMark { Target = "b", Text = "yanked" },
        new SampleBundle { Name = "first" },
        new SampleBundle { Name = "second" },
    ];
}
