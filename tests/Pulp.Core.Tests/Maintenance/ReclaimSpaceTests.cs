using Pulp.Artifacts;
using Pulp.Core.Tests.Support;
using Pulp.Maintenance;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Core.Tests.Maintenance;

[TestFixture]
internal sealed class ReclaimSpaceTests
{
    private StoreFixture store = null!;
    private ReclaimSpace reclaim = null!;
    private SampleRemote remote = null!;

    [SetUp]
    public async Task SetUp()
    {
        store = await StoreFixture.OpenAsync();
        reclaim = new ReclaimSpace(store.Database, store.Catalog, store.Ingest);
        remote = await store.CreateRemoteAsync();
    }

    [TearDown]
    public async Task TearDown() => await store.DisposeAsync();

    [Test]
    public async Task Files_that_can_be_fetched_again_go_and_their_units_stay()
    {
        var repository = await store.CreateRepositoryAsync("r");
        var (synced, syncedArtifact) = await NewUnitAsync("synced");
        var (uploaded, uploadedArtifact) = await NewUnitAsync("uploaded", hasSource: false);
        await store.ChangeAsync(repository.Id, [synced, uploaded]);
        var result = await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments { RepositoryIds = [repository.Id] });

        Assert.That(result, Is.EqualTo(new ReclaimSpaceResult(1, 1, "synced".Length)));
        Assert.That((await store.FileOfAsync(synced)).Stored, Is.Null);
        Assert.That((await store.FileOfAsync(synced)).Sources, Has.Count.EqualTo(1));
        Assert.That((await store.FileOfAsync(uploaded)).Stored, Is.Not.Null);
        Assert.That(store.PathOf(syncedArtifact), Does.Not.Exist);
        Assert.That(store.PathOf(uploadedArtifact), Does.Exist);
        var progress = store.Context.GetProgress().Single();
        Assert.That((progress.Code, progress.Done), Is.EqualTo(("reclaim-space.artifact", 1L)));
    }

    [Test]
    public async Task Units_of_other_repositories_keep_their_files_unless_all_are_meant()
    {
        var (first, second) = (await store.CreateRepositoryAsync("r1"), await store.CreateRepositoryAsync("r2"));
        var (shared, artifact) = await NewUnitAsync("shared");
        await store.ChangeAsync(first.Id, [shared]);
        await store.ChangeAsync(second.Id, [shared]);

        Assert.That((await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments { RepositoryIds = [first.Id] })).Files, Is.Zero);
        Assert.That(store.PathOf(artifact), Does.Exist);
        Assert.That((await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments())).Artifacts, Is.EqualTo(1));
        Assert.That(store.PathOf(artifact), Does.Not.Exist);
    }

    [Test]
    public async Task Files_of_types_that_do_not_allow_it_are_kept()
    {
        var repository = await store.CreateRepositoryAsync("r");
        var artifact = await store.StoreAsync("a mark");
        var mark = await store.SaveUnitAsync(new SampleMark { Target = "t", Text = "x" }, "mark", artifact, [SourceOf(artifact)]);
        await store.ChangeAsync(repository.Id, [mark]);

        Assert.That((await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments())).Files, Is.Zero);
        Assert.That(store.PathOf(artifact), Does.Exist);
    }

    [Test]
    public async Task Versions_to_keep_are_kept_whole()
    {
        var repository = await store.CreateRepositoryAsync("r");
        var (old, oldArtifact) = await NewUnitAsync("old");
        var (fresh, freshArtifact) = await NewUnitAsync("fresh");
        var first = await store.ChangeAsync(repository.Id, [old]);
        await store.ChangeAsync(repository.Id, [fresh], [old]);
        var result = await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments { RepositoryIds = [repository.Id], KeepVersionIds = [first!.Id] });

        Assert.That(result.Artifacts, Is.EqualTo(1));
        Assert.That(store.PathOf(oldArtifact), Does.Exist);
        Assert.That(store.PathOf(freshArtifact), Does.Not.Exist);
        Assert.That(
            async () => await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments { KeepVersionIds = [Guid.NewGuid()] }),
            Throws.InstanceOf<MaintenanceException>());
    }

    [Test]
    public async Task Bytes_that_another_unit_needs_stay()
    {
        var repository = await store.CreateRepositoryAsync("r");
        var (synced, artifact) = await NewUnitAsync("same");
        var other = await store.SaveUnitAsync("other", artifact);
        await store.ChangeAsync(repository.Id, [synced]);
        var result = await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments { RepositoryIds = [repository.Id] });

        Assert.That((result.Files, result.Artifacts), Is.EqualTo((1, 0)));
        Assert.That((await store.FileOfAsync(other)).Stored, Is.Not.Null);
        Assert.That(store.PathOf(artifact), Does.Exist);
    }

    [Test]
    public async Task Many_units_are_worked_through_in_parts()
    {
        var repository = await store.CreateRepositoryAsync("r");
        var artifact = await store.StoreAsync("same for all");
        var units = new List<Membership>();
        for (var i = 0; i < 250; i++)
            units.Add(await store.SaveUnitAsync($"u{i}", artifact, SourceOf(artifact)));
        await store.ChangeAsync(repository.Id, [.. units]);
        var result = await reclaim.RunAsync(store.Context, new ReclaimSpaceArguments());

        Assert.That((result.Files, result.Artifacts), Is.EqualTo((250, 1)));
    }

    private RemoteArtifact SourceOf(StoredArtifact artifact) =>
        new() { Url = new Uri("https://upstream.example/file"), RemoteId = remote.Id, Size = artifact.Size, Digests = artifact.Digests };

    private async Task<(Membership Unit, StoredArtifact Artifact)> NewUnitAsync(string name, bool hasSource = true)
    {
        var artifact = await store.StoreAsync(name);
        return (await store.SaveUnitAsync(name, artifact, hasSource ? [SourceOf(artifact)] : []), artifact);
    }
}
