using Pulp.Plugins;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a plugin with one small type of each kind, for specifications and tests.
/// </summary>
public sealed class SamplePlugin : PulpPlugin
{
    /// <inheritdoc/>
    public override string Label => "sample";

    /// <inheritdoc/>
    public override void Configure(PluginBuilder plugin)
    {
        plugin.AddContent<SampleFile>("file", "files", type => type
            .NaturalKey(file => [file.Name, file.Version, file.Sha256])
            .RepositoryKey(file => [file.RelativePath])
            .RepositoryKeyOfPath(path => [path])
            .GroupKey(file => file.Name)
            .SortKey("version", file => SampleFile.EncodeVersion(file.Version), text => uint.TryParse(text, out _) ? SampleFile.EncodeVersion(text) : null)
            .FilterBy("name", "version")
            .AllowReclaim());
        plugin.AddContent<SampleMark>("mark", "marks", type => type
            .NaturalKey(mark => [mark.Target, mark.Text])
            .RepositoryKey(mark => [mark.Target])
            .SortKey("text", mark => SampleMark.EncodeText(mark.Text), SampleMark.EncodeText, isEquality: true)
            .FilterBy("text"));
        plugin.AddContent<SampleBundle>("bundle", "bundles", type => type
            .NaturalKey(bundle => [bundle.Name])
            .References(bundle => bundle.References()));
        plugin.AddRemote<SampleRemote>("sample", "sample", type => type.AllPolicies());
        plugin.AddRemote<SampleMirrorRemote>("mirror", "mirror", type => type.AllPolicies());
        plugin.AddRepository<SampleRepository>("sample", "sample", type => type.Holds<SampleFile>().Holds<SampleMark>().Holds<SampleBundle>());
        plugin.AddPublication<SamplePublication, SampleRepository>("sample", "sample");
        plugin.AddDistribution<SampleDistribution>("sample", "sample");
        plugin.AddGuard<SampleGuard, SampleGuardEvaluator>("sample", "sample");
        plugin.AddResource<SampleNote>("note", "notes");
    }
}
