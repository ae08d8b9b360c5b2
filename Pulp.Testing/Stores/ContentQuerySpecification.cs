#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.ContentTypes;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IContentStore"/> lists units.
/// </summary>
public abstract class ContentQuerySpecification : ContentSpecification
{
    private ContentType FileType => Catalog.ContentTypeOf(typeof(SampleFile));

    [Test]
    public async Task Units_are_filtered_by_declared_fields()
    {
        await SaveAllAsync(File("a"), File("a", 2), File("b"), new SampleMark { Target = "a", Text = "x" });
        Assert.That(await NamesAsync(Condition.Equal("name", "a")), Is.EqualTo(new[] { "a2", "a1" }));
        Assert.That(await NamesAsync(new Condition.Compare("name", Comparison.In, (string[])["b", "c"])), Is.EqualTo(new[] { "b1" }));
        Assert.That(await NamesAsync(new Condition.Compare("name", Comparison.ContainsIgnoreCase, "A")), Is.EqualTo(new[] { "a2", "a1" }));
        Assert.That(await NamesAsync(new Condition.Not(Condition.Equal("name", "a"))), Is.EqualTo(new[] { "b1" }));
        Assert.That(() => NamesAsync(Condition.Equal("summary", "x")), Throws.ArgumentException.With.Message.Contains("summary"));
    }

    [Test]
    public async Task A_sort_key_compares_and_orders_by_value()
    {
        await SaveAllAsync(File("a", 9), File("a", 10), File("a", 100));
        Assert.That(await NamesAsync(new Condition.Compare("version", Comparison.Greater, "9")), Is.EquivalentTo(new[] { "a10", "a100" }));
        Assert.That(await NamesAsync(new Condition.Compare("version", Comparison.LessOrEqual, "10")), Is.EquivalentTo(new[] { "a9", "a10" }));
        Assert.That(await NamesAsync(new Condition.Compare("version", Comparison.Less, "0010")), Is.EqualTo(new[] { "a9" }));
        Assert.That(await NamesAsync(Condition.Equal("version", "10")), Is.EqualTo(new[] { "a10" }));
        Assert.That(await NamesAsync(new Condition.Compare("version", Comparison.In, (string[])["9", "100"])), Is.EquivalentTo(new[] { "a9", "a100" }));
        Assert.That(() => NamesAsync(new Condition.Compare("version", Comparison.Greater, "new")), Throws.ArgumentException.With.Message.Contains("version").And.Message.Contains("new"));
        var ordered = await ReadAsync(session => session.Contents.QueryAsync(FileType, DomainId, new Query { OrderBy = [new Ordering("version", Descending: true)] }));
        Assert.That(ordered.Items.Cast<SampleFile>().Select(file => file.Version), Is.EqualTo(new[] { "100", "10", "9" }));
    }

    [Test]
    public async Task A_sort_key_that_is_equality_finds_every_spelling_of_a_value()
    {
        await SaveAllAsync(new SampleMark { Target = "1", Text = "Alpha" }, new SampleMark { Target = "2", Text = "ALPHA" }, new SampleMark { Target = "3", Text = "beta" });
        Assert.That(await TargetsAsync(Condition.Equal("text", "alpha")), Is.EquivalentTo(new[] { "1", "2" }));
        Assert.That(await TargetsAsync(new Condition.Compare("text", Comparison.In, (string[])["Beta", "absent"])), Is.EqualTo(new[] { "3" }));
        Assert.That(await TargetsAsync(new Condition.Compare("text", Comparison.In, Array.Empty<string>())), Is.Empty);
        Assert.That(await TargetsAsync(new Condition.Compare("text", Comparison.NotEqual, "alpha")), Is.EqualTo(new[] { "3" }));
        Assert.That(await TargetsAsync(new Condition.Compare("text", Comparison.Contains, "lph")), Is.EqualTo(new[] { "1" }));

        async Task<List<string>> TargetsAsync(Condition condition) =>
        [
            .. (await ReadAsync(session => session.Contents.QueryAsync(Catalog.ContentTypeOf(typeof(SampleMark)), DomainId, new Query { Where = condition })))
                .Items.Cast<SampleMark>().Select(mark => mark.Target),
        ];
    }

    [Test]
    public async Task Units_of_all_types_are_listed_newest_first()
    {
        await SaveAllAsync(File("a"), new SampleMark { Target = "a", Text = "x" }, File("b"));
        var all = await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new Query()));
        Assert.That(all.Items.Select(unit => unit.GetType()), Is.EqualTo(new[] { typeof(SampleFile), typeof(SampleMark), typeof(SampleFile) }));
        var part = await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new Query { Offset = 1, Limit = 1 }));
        Assert.That((part.Count, part.Items[0].Id), Is.EqualTo((3L, all.Items[1].Id)));
        var marks = await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new Query { Where = Condition.Equal("pulp_type", "sample.mark") }));
        Assert.That(marks.Items.Select(unit => unit.Id), Is.EqualTo(new[] { all.Items[1].Id }));
        var one = await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new Query { Where = Condition.Equal("pulp_id", all.Items[2].Id), WithCount = false }));
        Assert.That((one.Count, one.Items[0].Id), Is.EqualTo((-1L, all.Items[2].Id)));
    }

    [Test]
    public async Task Units_are_filtered_by_label()
    {
        var units = await SaveAllAsync(File("a"), File("b"), File("c"));
        await WriteAsync(session => session.Contents.SetLabelsAsync(units[0].ContentId, new Dictionary<string, string?> { ["team"] = "red" }));
        await WriteAsync(session => session.Contents.SetLabelsAsync(units[1].ContentId, new Dictionary<string, string?> { ["team"] = "blue" }));
        Assert.That(await NamesAsync(new Condition.Label("team", Comparison.Equal, "red")), Is.EqualTo(new[] { "a1" }));
        Assert.That(await NamesAsync(new Condition.Label("team", Comparison.IsNull, null)), Is.EqualTo(new[] { "b1", "a1" }));
        Assert.That(await NamesAsync(new Condition.Not(new Condition.Label("team", Comparison.IsNull, null))), Is.EqualTo(new[] { "c1" }));
    }

    // Among many units a store may walk a small version's members, and for a large one all units: the answer is the same.
    [TestCase(0)]
    [TestCase(200)]
    public async Task Units_are_filtered_by_the_version_that_holds_adds_or_removes_them(int others)
    {
        var (a, b, c, d) = (await SaveAsync(File("a")), await SaveAsync(File("b")), await SaveAsync(File("c")), await SaveAsync(File("d")));
        var mark = await SaveAsync(new SampleMark { Target = "a", Text = "x" });
        await SaveAllAsync([.. Enumerable.Range(0, others).Select(number => File($"other{number}"))]);
        var repository = await CreateRepositoryAsync("one");
        var first = (await ChangeAsync(repository, [a, b, mark]))!;
        var second = (await ChangeAsync(repository, [c], [a, mark]))!;
        var third = (await ChangeAsync(repository, [a], [b]))!;
        await ChangeAsync(await CreateRepositoryAsync("two"), [d]);

        Assert.That(await NamesAsync(Condition.Equal("repository_version", first.Id)), Is.EqualTo(new[] { "b1", "a1" }));
        Assert.That(await NamesAsync(Condition.Equal("repository_version", second.Id)), Is.EqualTo(new[] { "c1", "b1" }));
        Assert.That(await NamesAsync(Condition.Equal("repository_version", third.Id)), Is.EqualTo(new[] { "c1", "a1" }));
        Assert.That(await NamesAsync(Condition.Equal("repository_version_added", second.Id)), Is.EqualTo(new[] { "c1" }));
        Assert.That(await NamesAsync(Condition.Equal("repository_version_removed", second.Id)), Is.EqualTo(new[] { "a1" }));
        Assert.That(await NamesAsync(And(Condition.Equal("repository_version", third.Id), Condition.Equal("name", "a"))), Is.EqualTo(new[] { "a1" }));
        Assert.That(await NamesAsync(new Condition.Not(Condition.Equal("repository_version", third.Id)), 3), Has.Length.EqualTo(Math.Min(3, others + 2)));
        Assert.That(await NamesAsync(Condition.Equal("repository_version", Guid.NewGuid())), Is.Empty);

        // When the second version is gone, the third added and removed what both did.
        await WriteAsync(session => session.Versions.DeleteAsync(second.Id));
        Assert.That(await NamesAsync(Condition.Equal("repository_version_added", third.Id)), Is.EqualTo(new[] { "c1" }));
        Assert.That(await NamesAsync(Condition.Equal("repository_version_removed", third.Id)), Is.EqualTo(new[] { "b1" }));
        var all = await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new Query { Where = Condition.Equal("repository_version_removed", third.Id) }));
        Assert.That(all.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Units_are_filtered_by_the_repositories_whose_versions_hold_them()
    {
        var (a, b, c) = (await SaveAsync(File("a")), await SaveAsync(File("b")), await SaveAsync(File("c")));
        await SaveAsync(File("d"));
        var (one, two) = (await CreateRepositoryAsync("one"), await CreateRepositoryAsync("two"));
        await ChangeAsync(one, [a]);
        await ChangeAsync(one, [b], [a]);
        await AddAsync(await StageAsync(two), c);
        Assert.That(await NamesAsync(In(one)), Is.EqualTo(new[] { "b1", "a1" }));
        Assert.That(await NamesAsync(In(two)), Is.Empty, "A draft shows nothing.");
        await ChangeAsync(two, [a]);
        Assert.That(await NamesAsync(In(two)), Is.EqualTo(new[] { "a1" }));
        Assert.That(await NamesAsync(In(one, two)), Is.EqualTo(new[] { "b1", "a1" }));
        Assert.That(await NamesAsync(In()), Is.Empty);
    }

    [Test]
    public async Task The_count_of_a_version_does_not_depend_on_the_part_that_is_read()
    {
        var units = await SaveAllAsync([.. Enumerable.Range(0, 30).Select(number => File($"file{number}"))]);
        var version = (await ChangeAsync(await CreateRepositoryAsync("one"), units))!;
        foreach (var (offset, limit) in ((long, int)[])[(0, 10), (25, 10), (40, 10), (0, 0)])
        {
            var page = await ReadAsync(session => session.Contents.QueryAsync(FileType, DomainId, new Query { Where = Condition.Equal("repository_version", version.Id), Offset = offset, Limit = limit }));
            Assert.That((page.Count, page.Items.Count), Is.EqualTo((30L, (int)Math.Clamp(30 - offset, 0, limit))));
        }
    }

    private static Condition And(params Condition[] parts) => new Condition.All(parts);

    private static Condition In(params Guid[] repositories) => new Condition.Compare("repository", Comparison.In, repositories);

    private async Task<string[]> NamesAsync(Condition where, int limit = 100)
    {
        var page = await ReadAsync(session => session.Contents.QueryAsync(FileType, DomainId, new Query { Where = where, Limit = limit }));
        Assert.That(page.Count, page.Items.Count < limit ? Is.EqualTo(page.Items.Count) : Is.AtLeast(limit));
        return [.. page.Items.Cast<SampleFile>().Select(file => file.Name + file.Version)];
    }
}
