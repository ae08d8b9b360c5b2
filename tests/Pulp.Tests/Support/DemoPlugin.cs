using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Transfer;
using Pulp.Uploads;

namespace Pulp.Tests.Support;

/// <summary>
/// States what the demo plugin's source and publisher do in one test.
/// </summary>
internal sealed class DemoScript
{
    public Func<SyncContext, CancellationToken, IAsyncEnumerable<SyncItem>> Read { get; set; } = static (_, _) => AsyncEnumerable.Empty<SyncItem>();

    public Func<IStoreSession, SyncContext, RepositoryVersion, ValueTask> Complete { get; set; } = static (_, _, _) => ValueTask.CompletedTask;

    public Func<PublicationContext, CancellationToken, Task> Publish { get; set; } = static (context, _) =>
    {
        context.PassThrough();
        return Task.CompletedTask;
    };

    public Func<Uri, string, ValueTask<Stream>> Make { get; set; } = static (_, _) => throw new SyncException("Nothing is made here.");

    public Func<CancellationToken, IAsyncEnumerable<SyncItem>> ReadOther { get; set; } =
        static _ => new SyncItem[] { new DeclaredContent(new DemoFile { Name = "other" }) }.ToAsyncEnumerable();

    public Func<ExportPages, CancellationToken, Task> Pages { get; set; } = static (_, _) => Task.CompletedTask;

    public void Yield(params SyncItem[] items) => Read = (_, _) => items.ToAsyncEnumerable();
}

internal sealed class DemoSource(DemoScript script) : ISyncSource, ISyncCompletion
{
    public ValueTask CompleteAsync(IStoreSession session, SyncContext context, RepositoryVersion version) => script.Complete(session, context, version);

    public IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, CancellationToken cancellationToken) => script.Read(context, cancellationToken);
}

internal sealed class DemoOtherSource(DemoScript script) : ISyncSource
{
    public IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, CancellationToken cancellationToken) => script.ReadOther(cancellationToken);
}

internal sealed class DemoMaker(DemoScript script) : IRemoteFileMaker
{
    public ValueTask<Stream> MakeAsync(Remote remote, Uri url, string folder, CancellationToken cancellationToken) => script.Make(url, folder);
}

internal sealed class DemoPublisher(DemoScript script) : IPublisher
{
    public Task PublishAsync(PublicationContext context, CancellationToken cancellationToken) => script.Publish(context, cancellationToken);
}

internal sealed class DemoPages(DemoScript script) : IExportPages
{
    public Task WriteAsync(ExportPages pages, CancellationToken cancellationToken) => script.Pages(pages, cancellationToken);
}

internal sealed class DemoCheck : IVersionCheck
{
    public ValueTask<IReadOnlyDictionary<int, string>> CheckAsync(IStoreSession session, Repository repository, RepositoryVersion current, IReadOnlyList<Content> units) =>
        new(Enumerable.Range(0, units.Count).Where(i => units[i] is DemoFile { Name: var name } && name.StartsWith("blocked", StringComparison.Ordinal))
            .ToDictionary(i => i, _ => "It is blocked."));
}

/// <summary>Lets the bundle that is named after a project go with the project's last file.</summary>
internal sealed class DemoRemoval(PulpCatalog catalog) : IRemovalRule
{
    public async ValueTask<IReadOnlyCollection<long>> FollowAsync(IStoreSession session, RepositoryVersion left, IReadOnlyList<Content> removed)
    {
        var going = new List<long>();
        foreach (var project in removed.OfType<DemoFile>().Select(file => file.Project).Where(project => project.Length > 0).Distinct())
        {
            if ((await session.Memberships.GroupIdentitiesAsync(left, catalog.ContentTypeOf(typeof(DemoFile)), project)).Count == 0
                && await session.Memberships.FindAsync(left, catalog.ContentTypeOf(typeof(DemoBundle)).RepositoryKey(new DemoBundle { Name = project })) is { } bundle)
                going.Add(bundle.StoreKey);
        }

        return going;
    }
}

internal sealed class DemoUploads : IContentUploadReader
{
    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(context.File, leaveOpen: true);
        var text = await reader.ReadToEndAsync(cancellationToken);
        var side = await context.StoreAsync("side of "u8.ToArray().Concat(System.Text.Encoding.UTF8.GetBytes(text)).ToArray(), cancellationToken);
        if (text.StartsWith("bad", StringComparison.Ordinal))
            throw new ContentRefusedException("file", "It is bad.");
        var name = context.RelativePath ?? throw new ContentRefusedException("relative_path", "This field is required.");
        return new UploadedContent(
            new DemoFile { Name = name, Text = text },
            new Dictionary<string, Pulp.Artifacts.StoredArtifact> { [name] = context.Artifact, [name + ".side"] = side });
    }
}

internal sealed class DemoPlugin : PulpPlugin
{
    public override string Label => "demo";

    public override void Configure(PluginBuilder plugin) => plugin
        .AddContent<DemoFile>("file", "files", type => type
            .NaturalKey(file => [file.Name, file.Text])
            .RepositoryKey(file => [file.Name])
            .RepositoryKeyOfPath(path => [Path.GetExtension(path) is ".side" or ".sig" ? Path.ChangeExtension(path, null) : path])
            .GroupKey(file => file.Project)
            .FilterBy("name")
            .UploadWith<DemoUploads>())
        .AddContent<DemoBundle>("bundle", "bundles", type => type
            .NaturalKey(bundle => [bundle.Name])
            .References(bundle => bundle.References()))
        .AddRemote<DemoRemote>("demo", "demo", type => type.AllPolicies())
        .AddRemote<DemoOtherRemote>("other", "other", type => type.MakeFilesWith<DemoMaker>())
        .AddRepository<DemoRepository>("demo", "demo", type => type
            .Holds<DemoFile>()
            .Holds<DemoBundle>()
            .SyncWith<DemoSource, DemoRemote>()
            .SyncWith<DemoOtherSource, DemoOtherRemote>()
            .CheckWith<DemoCheck>()
            .RemoveWith<DemoRemoval>()
            .Autopublish<DemoRepository>(nameof(DemoRepository.Autopublish), repository => new DemoPublication()))
        .AddPublication<DemoPublication, DemoRepository>("demo", "demo", type => type.PublishWith<DemoPublisher>().ExportPagesWith<DemoPages>())
        .AddDistribution<DemoDistribution>("demo", "demo")
        .AddDistribution<DemoNestingDistribution>("nesting", "nesting", type => type.BasePathsMayNest())
        .AddDistribution<DemoPublishedDistribution>("published", "published", type => type.ServesPublications())
        .AddResource<DemoHold>("hold", "holds");
}
