#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

public abstract partial class ResourceStoreSpecification
{
    [Test]
    public async Task A_reference_to_nothing_is_refused()
    {
        var missing = Guid.NewGuid();
        var remote = await SaveAsync(NewRemote("upstream"));
        var elsewhere = await SaveAsync(NewRemote("elsewhere") with { DomainId = OtherDomain });
        var repository = await SaveAsync(NewRepository("repository"));

        Assert.That(await InsertAsync(NewRepository("a") with { Remote = missing }), Is.EqualTo(new ResourceOutcome.MissingTarget("remote", missing)));
        Assert.That(await InsertAsync(NewRepository("a") with { Remote = repository.Id }), Is.EqualTo(new ResourceOutcome.MissingTarget("remote", repository.Id)));
        Assert.That(await InsertAsync(NewRepository("a") with { Remote = elsewhere.Id }), Is.EqualTo(new ResourceOutcome.MissingTarget("remote", elsewhere.Id)));
        Assert.That(await InsertAsync(NewRepository("a") with { Mirrors = [remote.Id, missing] }), Is.EqualTo(new ResourceOutcome.MissingTarget("mirrors", missing)));
        Assert.That(
            await UpdateAsync((SampleRepository)repository with { Remote = missing }),
            Is.EqualTo(new ResourceOutcome.MissingTarget("remote", missing)));
        Assert.That(
            await InsertAsync(NewDistribution("d", "d") with { RepositoryVersion = missing }),
            Is.EqualTo(new ResourceOutcome.MissingTarget("repository_version", missing)));
    }

    [Test]
    public async Task A_version_can_be_referred_to_in_its_own_domain()
    {
        var version = await VersionAsync((await SaveAsync(NewRepository("repository"))).Id);
        var served = (SampleDistribution)await SaveAsync(NewDistribution("d", "d") with { RepositoryVersion = version });
        Assert.That(served.RepositoryVersion, Is.EqualTo(version));
        Assert.That(
            await InsertAsync(NewDistribution("d", "d") with { RepositoryVersion = version, DomainId = OtherDomain }),
            Is.EqualTo(new ResourceOutcome.MissingTarget("repository_version", version)));
    }

    [Test]
    public async Task What_refers_to_a_target_is_found_once_each()
    {
        var remote = await SaveAsync(NewRemote("upstream"));
        var other = await SaveAsync(NewRemote("other"));
        var first = await SaveAsync(NewRepository("first") with { Remote = remote.Id, Mirrors = [remote.Id, other.Id] });
        var second = await SaveAsync(NewRepository("second") with { Mirrors = [remote.Id] });
        Assert.That(await ReferringAsync(remote.Id), Is.EqualTo(new[] { first.Id, second.Id }));

        await UpdateAsync((SampleRepository)first with { Remote = null, Mirrors = [other.Id] });
        Assert.That(await ReferringAsync(remote.Id), Is.EqualTo(new[] { second.Id }));
        Assert.That(await ReferringAsync(other.Id), Is.EqualTo(new[] { first.Id }));
    }

    [Test]
    public async Task Deleting_a_target_clears_the_references_that_may_be_null()
    {
        var remote = await SaveAsync(NewRemote("upstream"));
        var other = await SaveAsync(NewRemote("other"));
        var repository = await SaveAsync(NewRepository("repository") with { Remote = remote.Id, Mirrors = [other.Id, remote.Id], Description = "kept" });
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await DeleteAsync(remote.Id), Is.Empty);

        var read = (SampleRepository)(await GetAsync(repository.Id))!;
        Assert.That((read.Remote, read.Description, read.Revision, read.LastUpdated), Is.EqualTo(((Guid?)null, "kept", 2L, Clock.GetUtcNow())));
        Assert.That(read.Mirrors, Is.EqualTo(new[] { other.Id }));
        Assert.That(await GetAsync(remote.Id), Is.Null);
        Assert.That(await ReferringAsync(remote.Id), Is.Empty);
        Assert.That(await UpdateAsync(repository), Is.TypeOf<ResourceOutcome.Stale>());
    }

    [Test]
    public async Task A_target_that_is_kept_stays_with_all_that_refers_to_it()
    {
        var repository = await SaveAsync(NewRepository("repository"));
        var following = await SaveAsync(new SampleNote { Topic = "following", Follows = repository.Id });
        var keeping = await SaveAsync(new SampleNote { Topic = "keeping", Keeps = repository.Id });
        var distribution = await SaveAsync(NewDistribution("d", "d") with { Repository = repository.Id });

        var blocking = new[] { new BlockingResource(keeping.Id, "sample.note", "keeping", IsLoaded: true) };
        Assert.That(await BlockingAsync(repository.Id), Is.EqualTo(blocking));
        Assert.That(await DeleteAsync(repository.Id), Is.EqualTo(blocking));
        Assert.That(await BlockingAsync(following.Id), Is.Empty);
        Assert.That(await GetAsync(repository.Id), Is.Not.Null);
        Assert.That(await GetAsync(following.Id), Is.Not.Null);
        Assert.That(((SampleDistribution)(await GetAsync(distribution.Id))!).Repository, Is.EqualTo(repository.Id));

        await DeleteAsync(keeping.Id);
        Assert.That(await DeleteAsync(repository.Id), Is.Empty);
        Assert.That(await GetAsync(following.Id), Is.Null);
        Assert.That(((SampleDistribution)(await GetAsync(distribution.Id))!).Repository, Is.Null);
    }

    [Test]
    public async Task What_follows_a_target_goes_with_it_to_any_depth()
    {
        var repository = await SaveAsync(NewRepository("repository"));
        var parent = await SaveAsync(new SampleNote { Topic = "parent", Follows = repository.Id });
        var child = await SaveAsync(new SampleNote { Topic = "child", Parent = parent.Id });
        var grandchild = await SaveAsync(new SampleNote { Topic = "grandchild", Parent = child.Id, Keeps = repository.Id });
        await UpdateAsync((SampleNote)parent with { Parent = grandchild.Id });

        Assert.That(await DeleteAsync(repository.Id), Is.Empty);
        foreach (var id in new[] { repository.Id, parent.Id, child.Id, grandchild.Id })
            Assert.That(await GetAsync(id), Is.Null);
    }

    [Test]
    public async Task References_to_a_version_follow_their_rules_when_it_is_deleted()
    {
        var version = await VersionAsync((await SaveAsync(NewRepository("repository"))).Id);
        var publication = await SaveAsync(new SamplePublication { RepositoryVersion = version });
        var distribution = await SaveAsync(NewDistribution("d", "d") with { RepositoryVersion = version });
        Assert.That((await BlockingAsync(version)).Select(resource => resource.Id), Is.EqualTo(new[] { distribution.Id }));
        Assert.That((await DeleteAsync(version)).Select(resource => resource.Id), Is.EqualTo(new[] { distribution.Id }));
        await UpdateAsync((SampleDistribution)distribution with { RepositoryVersion = null, Publication = publication.Id });

        Assert.That(await DeleteAsync(version), Is.Empty);
        Assert.That(await GetAsync(publication.Id), Is.Null);
        Assert.That(((SampleDistribution)(await GetAsync(distribution.Id))!).Publication, Is.Null);
    }

    [Test]
    public async Task Deleting_what_is_not_there_changes_nothing() => Assert.That(await DeleteAsync(Guid.NewGuid()), Is.Empty);

    private Task<IReadOnlyList<BlockingResource>> DeleteAsync(Guid id) => WriteAsync(session => session.Resources.DeleteAsync(id));

    private Task<IReadOnlyList<BlockingResource>> BlockingAsync(Guid id) => ReadAsync(session => session.Resources.BlockingAsync(id));

    private async Task<IEnumerable<Guid>> ReferringAsync(Guid target) =>
        (await ReadAsync(session => session.Resources.ReferringAsync(target))).Select(resource => resource.Id);
}
