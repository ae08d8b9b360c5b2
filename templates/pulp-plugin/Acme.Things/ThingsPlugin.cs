using Pulp.Plugins;

namespace Acme.Things;

/// <summary>
/// Teaches Pulp widgets: files of a folder that lists them in SHA256SUMS, as the program sha256sum writes it.
/// </summary>
/// <remarks>
/// This is the whole declaration. From it come the REST API with its permissions and filters, tasks, versions, download policies, serving,
/// and the command <c>pulp mirror things</c>.
/// </remarks>
public sealed class ThingsPlugin : PulpPlugin
{
    /// <summary>Begins the plugin's permissions and the paths of its types in REST. It never changes after a release.</summary>
    public override string Label => "things";

    /// <inheritdoc/>
    public override void Configure(PluginBuilder plugin) => plugin
        // REST: /pulp/api/v3/content/things/widgets/
        .AddContent<Widget>("widget", "widgets", type => type
            // Which unit is it? Two units with the same parts are one and the same, for ever.
            .NaturalKey(widget => [widget.Path, widget.Sha256])
            // What does it take the place of? A version of a repository holds one unit with these parts; the newer one wins.
            .RepositoryKey(widget => [widget.Path])
            // Here the path alone says which unit to look for, which spares an index.
            .RepositoryKeyOfPath(path => [path])
            .FilterBy("path", "sha256")
            .ShowDigests()
            .UploadWith<WidgetUpload>())
        .AddRemote<WidgetRemote>("widget", "widget", type => type.AllPolicies())
        .AddRepository<WidgetRepository>("widget", "widget", type => type
            .Holds<Widget>()
            .SyncWith<WidgetSync, WidgetRemote>()
            .Autopublish<WidgetRepository>(nameof(WidgetRepository.Autopublish), _ => new WidgetPublication()))
        .AddPublication<WidgetPublication, WidgetRepository>("widget", "widget", type => type.PublishWith<WidgetPublisher>())
        .AddDistribution<WidgetDistribution>("widget", "widget", type => type
            // Clients see published versions only; without this they see the latest version's files, and no list of them.
            .ServesPublications()
            .UsedBy(client => $"curl -O {client.Origin}/pulp/content/{client.BasePath}/{ChecksumList.FileName}"));
}
