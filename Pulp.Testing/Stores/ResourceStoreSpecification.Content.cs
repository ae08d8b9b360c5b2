#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

public abstract partial class ResourceStoreSpecification
{
    [Test]
    public async Task A_repository_shows_the_number_of_its_latest_version()
    {
        var repository = (SampleRepository)await SaveAsync(NewRepository("repository"));
        Assert.That(repository.LatestVersion, Is.Zero);
        await VersionAsync(repository.Id);
        await ChangeAsync(repository.Id, "a");
        await ChangeAsync(repository.Id, "b");
        Assert.That(((SampleRepository)(await GetAsync(repository.Id))!).LatestVersion, Is.EqualTo(2));
    }

    [Test]
    public async Task Resources_are_found_by_the_content_they_hold()
    {
        var first = await SaveAsync(NewRepository("first"));
        var second = await SaveAsync(NewRepository("second"));
        await VersionAsync(first.Id);
        await VersionAsync(second.Id);
        var (_, a) = await ChangeAsync(first.Id, "a");
        var (old, b) = await ChangeAsync(first.Id, "b");
        await ChangeAsync(second.Id, "b");
        await RemoveAsync(first.Id, b);
        var publication = await SaveAsync(new SamplePublication { RepositoryVersion = old.Id, Complete = true });
        await SaveAsync(NewDistribution("latest", "1") with { Repository = first.Id });
        await SaveAsync(NewDistribution("version", "2") with { RepositoryVersion = old.Id });
        await SaveAsync(NewDistribution("publication", "3") with { Publication = publication.Id });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await HoldingAsync(ResourceKind.Repository, "with_content", a), Is.EqualTo(new[] { "first" }));
            Assert.That(await HoldingAsync(ResourceKind.Repository, "with_content", b), Is.EqualTo(new[] { "first", "second" }));
            Assert.That(await HoldingAsync(ResourceKind.Repository, "latest_with_content", b), Is.EqualTo(new[] { "second" }));
            Assert.That(await HoldingAsync(ResourceKind.Repository, "with_content", new[] { Guid.NewGuid(), a }), Is.EqualTo(new[] { "first" }));
            Assert.That(await HoldingAsync(ResourceKind.Repository, "with_content", Guid.NewGuid()), Is.Empty);
            Assert.That(await HoldingAsync(ResourceKind.Distribution, "with_content", a), Is.EqualTo(new[] { "latest", "version", "publication" }));
            Assert.That(await HoldingAsync(ResourceKind.Distribution, "with_content", b), Is.EqualTo(new[] { "version", "publication" }));
            Assert.That(await CountAsync(ResourceKind.Publication, Condition.Equal("content", b)), Is.EqualTo(1));
            Assert.That(await CountAsync(ResourceKind.Publication, Condition.Equal("repository", first.Id)), Is.EqualTo(1));
            Assert.That(await CountAsync(ResourceKind.Publication, Condition.Equal("repository", second.Id)), Is.Zero);
            Assert.That(await CountAsync(ResourceKind.Publication, Condition.Equal("repository_version", old.Id)), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Content_of_an_unfinished_draft_is_not_found()
    {
        var repository = await SaveAsync(NewRepository("repository"));
        await VersionAsync(repository.Id);
        var unit = await WriteAsync(async session =>
        {
            var saved = await SaveFileAsync(session, "a");
            var draft = await session.Versions.BeginAsync(repository.Id, staged: true);
            await session.Memberships.AddAsync(draft, [saved]);
            return saved;
        });
        Assert.That(await HoldingAsync(ResourceKind.Repository, "with_content", unit.ContentId), Is.Empty);
    }

    private async Task<(RepositoryVersion Version, Guid Unit)> ChangeAsync(Guid repositoryId, string name) => await WriteAsync(async session =>
    {
        var unit = await SaveFileAsync(session, name);
        var draft = await session.Versions.BeginAsync(repositoryId, staged: false);
        await session.Memberships.AddAsync(draft, [unit]);
        return ((await session.Versions.CompleteAsync(draft))!, unit.ContentId);
    });

    private Task<RepositoryVersion?> RemoveAsync(Guid repositoryId, Guid unit) => WriteAsync(async session =>
    {
        var draft = await session.Versions.BeginAsync(repositoryId, staged: false);
        await session.Memberships.RemoveAsync(draft, [.. (await session.Contents.GetAsync([unit])).Select(content => content.StoreKey)]);
        return await session.Versions.CompleteAsync(draft);
    });

    private async ValueTask<Membership> SaveFileAsync(IStoreSession session, string name)
    {
        var file = new SampleFile { Name = name, Version = "1", Sha256 = name };
        var type = Catalog.ContentTypeOf(file);
        var saved = await session.Contents.SaveAsync(Domain.DefaultId, [new NewContent(type, file, type.NaturalKey(file), [])]);
        return new Membership(saved[0].Identity.StoreKey, saved[0].Identity.Id, type, type.RepositoryKey(file), type.GroupKey(file));
    }

    private async Task<IEnumerable<string>> HoldingAsync(ResourceKind kind, string field, object units)
    {
        var where = new Condition.Compare(field, units is Guid ? Comparison.Equal : Comparison.In, units);
        var query = new Query { Where = where, OrderBy = [new Ordering("pulp_id")] };
        return (await ReadAsync(session => session.Resources.QueryAsync(kind, null, Domain.DefaultId, query))).Items.Select(Name);
    }
}
