#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IResourceStore"/> does.
/// </summary>
/// <remarks>Saving and reading are in this part, references and listings in the others.</remarks>
public abstract partial class ResourceStoreSpecification : StoreSpecification
{
    private static readonly Guid OtherDomain = new("01890a5d-ac96-774b-bcce-b302099a8057");

    [Test]
    public async Task A_resource_is_read_back_whole()
    {
        var remote = NewRemote("upstream") with
        {
            Url = "https://example.org/\"quoted\"",
            Policy = DownloadPolicy.OnDemand,
            Tags = ["a", "b"],
            Priority = 7,
            Since = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero),
            TotalTimeout = 1.5,
            TlsValidation = false,
            Labels = new Dictionary<string, string?> { ["stage"] = "test", ["empty"] = null },
            Headers = [new Dictionary<string, string> { ["X-A"] = "1" }],
        };
        var saved = (SampleRemote)await SaveAsync(remote);
        var read = (SampleRemote)(await GetAsync(saved.Id))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Tags, Is.EqualTo(remote.Tags));
            Assert.That(read.Headers, Is.EqualTo(remote.Headers));
            Assert.That(read.Labels, Is.EqualTo(remote.Labels));
            Assert.That(read with { Tags = remote.Tags, Headers = remote.Headers, Labels = remote.Labels }, Is.EqualTo(remote with
            {
                Id = saved.Id,
                StoreKey = saved.StoreKey,
                Revision = 1,
                Created = Clock.GetUtcNow(),
                LastUpdated = Clock.GetUtcNow(),
            }));
            Assert.That(saved.Id.Version, Is.EqualTo(7));
            Assert.That(saved.StoreKey, Is.Positive);
        }
    }

    [Test]
    public async Task Secrets_come_back_and_change_and_go()
    {
        var saved = (SampleRemote)await SaveAsync(NewRemote("upstream") with { Username = "me", Password = "hunter2", Token = "" });
        var read = (SampleRemote)(await GetAsync(saved.Id))!;
        Assert.That((read.Username, read.Password, read.Token, read.ProxyPassword), Is.EqualTo(("me", "hunter2", "", (string?)null)));

        await UpdateAsync(read with { Password = "other", Username = null });
        read = (SampleRemote)(await GetAsync(saved.Id))!;
        Assert.That((read.Username, read.Password), Is.EqualTo(((string?)null, "other")));
        await UpdateAsync(read with { Password = null, Token = null });
        Assert.That(((SampleRemote)(await GetAsync(saved.Id))!).Password, Is.Null);
    }

    [Test]
    public async Task An_identifier_chosen_by_the_caller_is_kept_and_taken_once()
    {
        var id = Guid.CreateVersion7();
        Assert.That((await SaveAsync(NewRemote("one") with { Id = id })).Id, Is.EqualTo(id));
        Assert.That(await InsertAsync(NewRemote("two") with { Id = id }), Is.EqualTo(new ResourceOutcome.Conflict("pulp_id", id)));
    }

    [Test]
    public async Task Later_resources_have_larger_identifiers()
    {
        var ids = new List<Guid>();
        for (var number = 0; number < 50; number++)
            ids.Add((await SaveAsync(NewRemote($"{number}"))).Id);
        Assert.That(ids.Select(id => id.ToString()), Is.Ordered.Using<string>(StringComparer.Ordinal));
    }

    [Test]
    public async Task A_name_is_taken_once_per_kind_and_domain()
    {
        var first = await SaveAsync(NewRemote("same"));
        Assert.That(await InsertAsync(new SampleMirrorRemote { Name = "same", Url = "https://example.org" }), Is.EqualTo(new ResourceOutcome.Conflict("name", first.Id)));
        await SaveAsync(NewRemote("Same"));
        await SaveAsync(NewRepository("same"));
        await SaveAsync(NewRemote("same") with { DomainId = OtherDomain });

        var other = await SaveAsync(NewRemote("other"));
        Assert.That(await UpdateAsync((SampleRemote)other with { Name = "same" }), Is.EqualTo(new ResourceOutcome.Conflict("name", first.Id)));
        Assert.That(((SampleRemote)(await GetAsync(other.Id))!).Name, Is.EqualTo("other"));
    }

    [Test]
    public async Task A_base_path_is_taken_once_per_domain()
    {
        var first = await SaveAsync(NewDistribution("one", "a/b"));
        Assert.That(await InsertAsync(NewDistribution("two", "a/b")), Is.EqualTo(new ResourceOutcome.Conflict("base_path", first.Id)));
        await SaveAsync(NewDistribution("two", "a/b") with { DomainId = OtherDomain });
        var third = await SaveAsync(NewDistribution("three", "a/c"));
        Assert.That(await UpdateAsync((SampleDistribution)third with { BasePath = "a/b" }), Is.EqualTo(new ResourceOutcome.Conflict("base_path", first.Id)));
    }

    [Test]
    public async Task Types_without_a_key_know_no_conflict_and_own_kinds_have_keys_of_their_own()
    {
        var note = await SaveAsync(new SampleNote { Topic = "same" });
        Assert.That(await InsertAsync(new SampleNote { Topic = "same" }), Is.EqualTo(new ResourceOutcome.Conflict("topic", note.Id)));
        var type = Catalog.ResourceTypeOf(note);
        Assert.That(
            (await ReadAsync(session => session.Resources.FindAsync(ResourceKind.Custom, Domain.DefaultId, "same", type)))!.Id,
            Is.EqualTo(note.Id));
    }

    [Test]
    public async Task A_resource_is_found_by_its_key()
    {
        var saved = await SaveAsync(NewRemote("upstream"));
        Assert.That((await FindAsync("upstream"))?.Id, Is.EqualTo(saved.Id));
        Assert.That((await FindAsync("upstream", Catalog.ResourceTypeOf(typeof(SampleRemote))))?.Id, Is.EqualTo(saved.Id));
        Assert.That(await FindAsync("upstream", Catalog.ResourceTypeOf(typeof(SampleMirrorRemote))), Is.Null);
        Assert.That(await FindAsync("UPSTREAM"), Is.Null);
        Assert.That(await ReadAsync(session => session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, "upstream")), Is.Null);
        Assert.That(await ReadAsync(session => session.Resources.FindAsync(ResourceKind.Remote, OtherDomain, "upstream")), Is.Null);
    }

    [Test]
    public async Task An_update_states_the_revision_it_was_made_from()
    {
        var saved = (SampleRemote)await SaveAsync(NewRemote("upstream"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var updated = (SampleRemote)((ResourceOutcome.Saved)await UpdateAsync(saved with { Name = "renamed", Priority = 1 })).Resource;
        Assert.That((updated.Name, updated.Revision, updated.Created, updated.LastUpdated), Is.EqualTo(("renamed", 2L, saved.Created, Clock.GetUtcNow())));
        Assert.That(await UpdateAsync(saved with { Name = "late" }), Is.TypeOf<ResourceOutcome.Stale>());
        Assert.That((await FindAsync("renamed"))?.Revision, Is.EqualTo(2));

        await WriteAsync(session => session.Resources.DeleteAsync(saved.Id));
        Assert.That(await UpdateAsync(updated), Is.TypeOf<ResourceOutcome.Stale>());
    }

    [Test]
    public async Task A_resource_may_become_one_of_another_type_of_its_plugin_and_kind()
    {
        var saved = await SaveAsync(NewRemote("upstream"));
        var become = await UpdateAsync(new SampleMirrorRemote { Name = "upstream", Url = "https://example.org", Id = saved.Id, Revision = 1 });
        Assert.That(become, Is.TypeOf<ResourceOutcome.Saved>());
        var read = await ReadAsync(session => session.Resources.GetAsync(saved.Id));
        Assert.That(read, Is.TypeOf<SampleMirrorRemote>().With.Property("Revision").EqualTo(2));
    }

    [Test]
    public async Task A_resource_cannot_become_one_of_another_kind()
    {
        var saved = await SaveAsync(NewRemote("upstream"));
        Assert.That(() => UpdateAsync(new SampleRepository { Name = "upstream", Id = saved.Id, Revision = 1 }), Throws.ArgumentException);
    }

    [Test]
    public async Task Nothing_of_a_refused_resource_remains()
    {
        await SaveAsync(NewRemote("same"));
        await InsertAsync(NewRemote("same"));
        await InsertAsync(NewRepository("repository") with { Remote = Guid.NewGuid() });
        Assert.That((await ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Remote, null, Domain.DefaultId, new Query()))).Count, Is.EqualTo(1));
        Assert.That((await ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Repository, null, Domain.DefaultId, new Query()))).Count, Is.Zero);
    }

    [Test]
    public async Task Resources_of_a_plugin_that_is_not_loaded_are_kept_but_not_seen()
    {
        var saved = await SaveAsync(NewRemote("upstream"));
        var without = await OpenAsync(PulpCatalog.Create());
        Assert.That(await without.ReadAsync(session => session.Resources.GetAsync(saved.Id)), Is.Null);
        var page = await without.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Remote, null, Domain.DefaultId, new Query()));
        Assert.That((page.Count, page.Items), Is.EqualTo((0L, Array.Empty<Resource>())));
        Assert.That(await GetAsync(saved.Id), Is.Not.Null);
    }

    [Test]
    public async Task Whether_a_publication_is_complete_is_kept_beside_its_document()
    {
        var version = await VersionAsync((await SaveAsync(NewRepository("repository"))).Id);
        var saved = (SamplePublication)await SaveAsync(new SamplePublication { RepositoryVersion = version, Checkpoint = true });
        Assert.That((saved.Complete, saved.Checkpoint, saved.RepositoryVersion), Is.EqualTo((false, true, version)));
        await UpdateAsync(saved with { Complete = true });
        Assert.That(((SamplePublication)(await GetAsync(saved.Id))!).Complete, Is.True);
        Assert.That(await CountAsync(ResourceKind.Publication, Condition.Equal("complete", false)), Is.Zero);
        Assert.That(await CountAsync(ResourceKind.Publication, Condition.Equal("complete", true)), Is.EqualTo(1));
    }

    private static SampleRemote NewRemote(string name) => new() { Name = name, Url = "https://example.org" };

    private static SampleRepository NewRepository(string name) => new() { Name = name };

    private static SampleDistribution NewDistribution(string name, string basePath) => new() { Name = name, BasePath = basePath };

    private Task<ResourceOutcome> InsertAsync(Resource resource) => WriteAsync(session => session.Resources.InsertAsync(resource));

    private Task<ResourceOutcome> UpdateAsync(Resource resource) => WriteAsync(session => session.Resources.UpdateAsync(resource));

    private Task<Resource?> GetAsync(Guid id) => ReadAsync(session => session.Resources.GetAsync(id));

    private Task<Resource?> FindAsync(string name, ResourceType? type = null) =>
        ReadAsync(session => session.Resources.FindAsync(ResourceKind.Remote, Domain.DefaultId, name, type));

    private async Task<Resource> SaveAsync(Resource resource)
    {
        var outcome = await InsertAsync(resource);
        Assert.That(outcome, Is.TypeOf<ResourceOutcome.Saved>());
        return ((ResourceOutcome.Saved)outcome).Resource;
    }

    private async Task<Guid> VersionAsync(Guid repositoryId) => (await WriteAsync(session => session.Versions.CreateFirstAsync(repositoryId))).Id;

    private async Task<long> CountAsync(ResourceKind kind, Condition where) =>
        (await ReadAsync(session => session.Resources.QueryAsync(kind, null, Domain.DefaultId, new Query { Where = where, Limit = 0 }))).Count;
}
