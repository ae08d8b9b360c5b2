#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IContentStore"/> keeps units.
/// </summary>
public abstract class ContentStoreSpecification : ContentSpecification
{
    private static readonly Guid OtherDomain = new("0190a5d0-0000-7000-8000-00000000000d");

    private ContentType FileType => Catalog.ContentTypeOf(typeof(SampleFile));

    [Test]
    public async Task A_unit_comes_back_as_it_was_saved()
    {
        var file = File("näme", 3) with { Summary = "two\nlines \"quoted\" \U0001F600", Labels = new Dictionary<string, string?> { ["team"] = "red", ["flag"] = null } };
        var unit = await SaveAsync(file);
        var expected = file with { Id = unit.ContentId, StoreKey = unit.ContentKey, Created = Clock.GetUtcNow(), LastUpdated = Clock.GetUtcNow() };
        foreach (var read in (Content[])[(await ReadAsync(session => session.Contents.GetAsync([unit.ContentId])))[0], (await ReadAsync(session => session.Contents.GetAsync([unit.ContentKey])))[0]])
        {
            Assert.That(read with { Labels = null }, Is.EqualTo(expected with { Labels = null }));
            Assert.That(read.Labels, Is.EquivalentTo(file.Labels!));
        }

        Assert.That(await ReadAsync(session => session.Contents.GetAsync([Guid.NewGuid()])), Is.Empty);
    }

    [Test]
    public async Task The_same_natural_key_is_the_same_unit()
    {
        NewContent[] units = [New(File("a")), New(File("b")), New(File("a") with { Summary = "other" }), New(new SampleMark { Target = "a", Text = "1" })];
        var first = await WriteAsync(session => session.Contents.SaveAsync(DomainId, units));
        var second = await WriteAsync(session => session.Contents.SaveAsync(DomainId, units));
        Assert.That(first.Select(saved => saved.IsNew), Is.EqualTo(new[] { true, true, false, true }));
        Assert.That(second.Select(saved => saved.IsNew), Has.All.False);
        Assert.That(second.Select(saved => saved.Identity), Is.EqualTo(first.Select(saved => saved.Identity)));
        Assert.That(first[2].Identity, Is.EqualTo(first[0].Identity));
        Assert.That(((SampleFile)(await ReadAsync(session => session.Contents.GetAsync([first[0].Identity.Id])))[0]).Summary, Is.Null, "A unit never changes.");
        var elsewhere = await WriteAsync(session => session.Contents.SaveAsync(OtherDomain, units[..1]));
        Assert.That(elsewhere[0].IsNew);
        Assert.That(elsewhere[0].Identity, Is.Not.EqualTo(first[0].Identity));
    }

    [Test]
    public async Task Units_are_found_by_natural_key_in_the_order_asked()
    {
        var units = await SaveAllAsync(File("a"), File("b"));
        var found = await ReadAsync(session => session.Contents.FindAsync(FileType, DomainId, [File("b").Key(), File("x").Key(), File("a").Key()]));
        Assert.That(found.Select(identity => identity?.Id), Is.EqualTo(new Guid?[] { units[1].ContentId, null, units[0].ContentId }));
        Assert.That(await ReadAsync(session => session.Contents.FindAsync(FileType, OtherDomain, [File("a").Key()])), Is.EqualTo(new ContentIdentity?[] { null }));
        var mark = Catalog.ContentTypeOf(typeof(SampleMark));
        Assert.That(await ReadAsync(session => session.Contents.FindAsync(mark, DomainId, [File("a").Key()])), Is.EqualTo(new ContentIdentity?[] { null }));
    }

    [Test]
    public async Task Units_of_a_plugin_that_is_not_loaded_are_left_out()
    {
        var unit = await SaveAsync(File("a"));
        var other = await OpenAsync(PulpCatalog.Create());
        Assert.That(await other.ReadAsync(session => session.Contents.GetAsync([unit.ContentId])), Is.Empty);
        var page = await other.ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new()));
        Assert.That((page.Count, page.Items.Count), Is.EqualTo((0L, 0)));
    }

    [Test]
    public async Task A_file_is_stored_or_promised()
    {
        var remote = await CreateRemoteAsync("one");
        var artifact = await SaveArtifactAsync("stored");
        var unit = await SaveAsync(
            new SampleBundle { Name = "b" },
            new NewContentFile("dir/stored", artifact.StoreKey, []),
            new NewContentFile("dir/promised", null, [Source(remote, "https://example.org/x%20y?z=1", 7)]),
            new NewContentFile("dir/nowhere", null, []));
        var files = (await FilesAsync(unit)).ToDictionary(file => file.RelativePath);
        Assert.That(files.Keys, Is.EqualTo(new[] { "dir/stored", "dir/promised", "dir/nowhere" }));
        Assert.That((files["dir/stored"].Stored, files["dir/stored"].Sources.Count), Is.EqualTo((artifact, 0)));
        Assert.That(files["dir/promised"].Stored, Is.Null);
        Assert.That(files["dir/promised"].Sources, Is.EqualTo(new[] { Source(remote, "https://example.org/x%20y?z=1", 7) }));
        Assert.That(files["dir/nowhere"].Best, Is.Null);
        Assert.That(files.Values.Select(file => file.ContentKey), Has.All.EqualTo(unit.ContentKey));
        foreach (var file in files.Values)
        {
            var read = await ReadAsync(session => session.Contents.GetFileAsync(file.StoreKey));
            Assert.That((read!.RelativePath, read.Stored, read.Sources.Count), Is.EqualTo((file.RelativePath, file.Stored, file.Sources.Count)));
        }

        Assert.That(await ReadAsync(session => session.Contents.GetFileAsync(long.MaxValue)), Is.Null);
    }

    [Test]
    public async Task An_existing_unit_gains_what_it_lacks_and_keeps_what_it_has()
    {
        var (one, two) = (await CreateRemoteAsync("one"), await CreateRemoteAsync("two"));
        var (first, other) = (await SaveArtifactAsync("first"), await SaveArtifactAsync("other"));
        var bundle = new SampleBundle { Name = "b" };
        await SaveAsync(bundle, new NewContentFile("x", null, [Source(one, "https://one/x", 1)]));
        await SaveAsync(bundle, new NewContentFile("x", first.StoreKey, [Source(two, "https://two/x", null)]), new NewContentFile("y", null, []));
        var unit = await SaveAsync(bundle, new NewContentFile("x", other.StoreKey, [Source(one, "https://one/x", 1)]));
        var files = await FilesAsync(unit);
        Assert.That(files.Select(file => file.RelativePath), Is.EqualTo(new[] { "x", "y" }));
        Assert.That(files[0].Stored, Is.EqualTo(first));
        Assert.That(files[0].Sources, Is.EquivalentTo(new[] { Source(one, "https://one/x", 1), Source(two, "https://two/x", null) }));
    }

    [Test]
    public async Task A_source_that_moved_is_fetched_from_its_new_place()
    {
        var remote = await CreateRemoteAsync("one");
        var bundle = new SampleBundle { Name = "b" };
        var unit = await SaveAsync(bundle, new NewContentFile("x", null, [Source(remote, "https://one/old", 1)]));
        var file = (await FilesAsync(unit))[0].StoreKey;
        await WriteAsync(session => session.Contents.SetSourceFailureAsync(file, remote, Clock.GetUtcNow()));
        Assert.That((await FilesAsync(unit))[0].Sources[0].FailedAt, Is.EqualTo(Clock.GetUtcNow()));
        await SaveAsync(bundle, new NewContentFile("x", null, [Source(remote, "https://one/old", 1)]));
        Assert.That((await FilesAsync(unit))[0].Sources[0].FailedAt, Is.EqualTo(Clock.GetUtcNow()), "The same address fails as before.");
        await SaveAsync(bundle, new NewContentFile("x", null, [Source(remote, "https://one/new", 1)]));
        Assert.That((await FilesAsync(unit))[0].Sources, Is.EqualTo(new[] { Source(remote, "https://one/new", 1) }));
        await WriteAsync(session => session.Contents.SetSourceFailureAsync(file, remote, Clock.GetUtcNow()));
        await WriteAsync(session => session.Contents.SetSourceFailureAsync(file, remote, null));
        Assert.That((await FilesAsync(unit))[0].Sources[0].FailedAt, Is.Null);
    }

    [Test]
    public async Task The_sources_of_a_remote_that_was_deleted_are_gone()
    {
        var (one, two) = (await CreateRemoteAsync("one"), await CreateRemoteAsync("two"));
        var unit = await SaveAsync(new SampleBundle { Name = "b" }, new NewContentFile("x", null, [Source(one, "https://one/x", 1), Source(two, "https://two/x", 1)]));
        await WriteAsync(session => session.Resources.DeleteAsync(two));
        var third = await CreateRemoteAsync("three");
        Assert.That((await FilesAsync(unit))[0].Sources, Is.EqualTo(new[] { Source(one, "https://one/x", 1) }));
        await SaveAsync(new SampleBundle { Name = "b" }, new NewContentFile("x", null, [Source(two, "https://two/x", 1), Source(third, "https://three/x", 1)]));
        Assert.That((await FilesAsync(unit))[0].Sources.Select(source => source.RemoteId), Is.EqualTo(new[] { one, third }));
    }

    [Test]
    public async Task A_file_can_be_stored_later_and_dropped_again()
    {
        var artifact = await SaveArtifactAsync("a");
        var unit = await SaveAsync(File("x"), new NewContentFile("x-1.bin", null, []));
        var key = (await FilesAsync(unit))[0].StoreKey;
        var before = Database.FileChanges.Moment;
        await WriteAsync(session => session.Contents.SetArtifactAsync(key, artifact.StoreKey));
        Assert.That((await FilesAsync(unit))[0].Stored, Is.EqualTo(artifact));
        Assert.That(Database.FileChanges.HaveChanged(unit.ContentKey, before), Is.True);
        before = Database.FileChanges.Moment;
        await WriteAsync(session => session.Contents.SetArtifactAsync(key, null));
        Assert.That((await FilesAsync(unit))[0].Stored, Is.Null);
        Assert.That(Database.FileChanges.HaveChanged(unit.ContentKey, before), Is.True);
    }

    /// <summary>A unit that is saved again with its file here, or with a further file, has changed files; one that is saved as it was has not.</summary>
    /// <returns>A task.</returns>
    [Test]
    public async Task Files_that_come_when_a_unit_is_saved_again_are_changes_and_no_others()
    {
        var artifact = await SaveArtifactAsync("late");
        var unit = await SaveAsync(File("late"), new NewContentFile("late-1.bin", null, []));
        var other = await SaveAsync(File("other"), new NewContentFile("other-1.bin", null, []));
        var before = Database.FileChanges.Moment;
        await SaveAsync(File("late"), new NewContentFile("late-1.bin", null, []));
        Assert.That(Database.FileChanges.HaveChanged(unit.ContentKey, before), Is.False);
        await SaveAsync(File("late"), new NewContentFile("late-1.bin", artifact.StoreKey, []));
        Assert.That(Database.FileChanges.HaveChanged(unit.ContentKey, before), Is.True);
        before = Database.FileChanges.Moment;
        await SaveAsync(File("late"), new NewContentFile("late-1.bin", artifact.StoreKey, []), new NewContentFile("late-1.txt", artifact.StoreKey, []));
        Assert.That(Database.FileChanges.HaveChanged(unit.ContentKey, before), Is.True);
        Assert.That(Database.FileChanges.HaveChanged(other.ContentKey, before), Is.False);
    }

    [Test]
    public async Task The_files_of_many_units_are_read_together()
    {
        var units = new List<Membership>();
        for (var number = 0; number < 3; number++)
            units.Add(await SaveAsync(new SampleBundle { Name = $"{number}" }, [.. Enumerable.Range(0, 1_000 * number).Select(file => new NewContentFile($"{file:D4}", null, []))]));
        var files = await ReadAsync(session => session.Contents.GetFilesAsync([.. units.Select(unit => unit.ContentKey), units[1].ContentKey]));
        Assert.That(units.Select(unit => files[unit.ContentKey].Count()), Is.EqualTo(new[] { 0, 1_000, 2_000 }));
        Assert.That(files[units[2].ContentKey].Select(file => file.RelativePath), Is.Ordered.And.Unique);
    }

    [Test]
    public async Task The_same_path_twice_in_a_unit_is_one_file()
    {
        var remote = await CreateRemoteAsync("one");
        var unit = await SaveAsync(new SampleBundle { Name = "b" }, new NewContentFile("x", null, []), new NewContentFile("y", null, []), new NewContentFile("x", null, [Source(remote, "https://one/x", 1)]));
        var files = await FilesAsync(unit);
        Assert.That(files.Select(file => (file.RelativePath, file.Sources.Count)), Is.EqualTo(new[] { ("x", 1), ("y", 0) }));
    }

    [Test]
    public async Task Only_labels_change()
    {
        var unit = await SaveAsync(File("a"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await WriteAsync(session => session.Contents.SetLabelsAsync(unit.ContentId, new Dictionary<string, string?> { ["a"] = "1" })));
        var read = (await ReadAsync(session => session.Contents.GetAsync([unit.ContentId])))[0];
        Assert.That(read.Labels, Is.EquivalentTo(new Dictionary<string, string?> { ["a"] = "1" }));
        Assert.That((read.LastUpdated, read.LastUpdated - read.Created), Is.EqualTo((Clock.GetUtcNow(), TimeSpan.FromMinutes(1))));
        Assert.That(await WriteAsync(session => session.Contents.SetLabelsAsync(unit.ContentId, new Dictionary<string, string?>())));
        Assert.That((await ReadAsync(session => session.Contents.GetAsync([unit.ContentId])))[0].Labels, Is.Null.Or.Empty);
        Assert.That(await WriteAsync(session => session.Contents.SetLabelsAsync(Guid.NewGuid(), new Dictionary<string, string?>())), Is.False);
    }

    [Test]
    public async Task Files_of_a_version_or_of_everything_are_walked_by_whether_they_are_stored()
    {
        var artifact = await SaveArtifactAsync("a");
        var units = new List<Membership>();
        for (var number = 0; number < 4; number++)
            units.Add(await SaveAsync(new SampleBundle { Name = $"{number}" }, new($"{number}/stored", artifact.StoreKey, []), new($"{number}/a", null, []), new($"{number}/b", null, [])));
        var repository = await CreateRepositoryAsync("one");
        await ChangeAsync(repository, [units[2]]);
        await ChangeAsync(repository, [units[0], units[1]]);
        var version = await ChangeAsync(repository, remove: [units[1]]);
        Assert.That(await WalkAsync(true), Is.EqualTo(new[] { "2/stored", "0/stored" }));
        Assert.That(await WalkAsync(false), Is.EqualTo(new[] { "2/a", "2/b", "0/a", "0/b" }));
        version = null;
        Assert.That(await WalkAsync(true), Is.EqualTo(new[] { "0/stored", "1/stored", "2/stored", "3/stored" }));

        async Task<List<string>> WalkAsync(bool stored)
        {
            var seen = new List<string>();
            for (long after = 0; ;)
            {
                var part = await ReadAsync(session => session.Contents.ScanFilesAsync(version, DomainId, stored, after, 3));
                seen.AddRange(part.Select(file => file.RelativePath));
                if (part.Count == 0)
                    return seen;
                after = part[^1].StoreKey;
            }
        }
    }

    private static RemoteArtifact Source(Guid remote, string url, long? size) =>
        new() { RemoteId = remote, Url = new Uri(url), Size = size, Digests = size is null ? DigestSet.Empty : new DigestSet(DigestOf(url)) };

    private async Task<Guid> CreateRemoteAsync(string name) => (await CreateAsync(new SampleRemote { Name = name, Url = "https://example.org/" })).Id;

    private async Task<List<ContentArtifact>> FilesAsync(Membership unit) =>
        [.. (await ReadAsync(session => session.Contents.GetFilesAsync([unit.ContentKey])))[unit.ContentKey]];
}
