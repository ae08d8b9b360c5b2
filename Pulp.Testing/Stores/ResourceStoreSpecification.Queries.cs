#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

public abstract partial class ResourceStoreSpecification
{
    private static readonly DateTimeOffset Epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Conditions()
    {
        yield return Case(null, "alpha", "Beta", "gamma_x", "ÄÖÜ");
        yield return Case(Condition.Equal("name", "alpha"), "alpha");
        yield return Case(Condition.Equal("name", "beta"));
        yield return Case(new Condition.Compare("name", Comparison.EqualIgnoreCase, "beta"), "Beta");
        yield return Case(new Condition.Compare("name", Comparison.EqualIgnoreCase, "äöü"), "ÄÖÜ");
        yield return Case(new Condition.Compare("name", Comparison.NotEqual, "alpha"), "Beta", "gamma_x", "ÄÖÜ");
        yield return Case(new Condition.Compare("name", Comparison.In, new[] { "alpha", "ÄÖÜ", "none" }), "alpha", "ÄÖÜ");
        yield return Case(new Condition.Compare("name", Comparison.In, Array.Empty<string>()));
        yield return Case(new Condition.Compare("name", Comparison.Contains, "a_x"), "gamma_x");
        yield return Case(new Condition.Compare("name", Comparison.Contains, "a%x"));
        yield return Case(new Condition.Compare("name", Comparison.Contains, "_"), "gamma_x");
        yield return Case(new Condition.Compare("name", Comparison.Contains, "B"), "Beta");
        yield return Case(new Condition.Compare("name", Comparison.ContainsIgnoreCase, "B"), "Beta");
        yield return Case(new Condition.Compare("name", Comparison.ContainsIgnoreCase, "ET"), "Beta");
        yield return Case(new Condition.Compare("name", Comparison.StartsWith, "b"));
        yield return Case(new Condition.Compare("name", Comparison.StartsWithIgnoreCase, "b"), "Beta");
        yield return Case(new Condition.Compare("name", Comparison.Matches, "^[a-z]+$"), "alpha");
        yield return Case(new Condition.Compare("name", Comparison.MatchesIgnoreCase, "^[a-z]+$"), "alpha", "Beta");
        yield return Case(Condition.Equal("priority", 1L), "alpha");
        yield return Case(new Condition.Compare("priority", Comparison.NotEqual, 1L), "Beta", "gamma_x", "ÄÖÜ");
        yield return Case(new Condition.Not(Condition.Equal("priority", 1L)), "Beta", "gamma_x", "ÄÖÜ");
        yield return Case(new Condition.Compare("priority", Comparison.Greater, 1L), "Beta");
        yield return Case(new Condition.Compare("priority", Comparison.LessOrEqual, 2L), "alpha", "Beta");
        yield return Case(new Condition.Compare("priority", Comparison.In, new[] { 1L, 2, 3 }), "alpha", "Beta");
        yield return Case(new Condition.Compare("priority", Comparison.IsNull, true), "gamma_x", "ÄÖÜ");
        yield return Case(new Condition.Compare("priority", Comparison.IsNull, false), "alpha", "Beta");
        yield return Case(Condition.Equal("priority", null), "gamma_x", "ÄÖÜ");
        yield return Case(Condition.Equal("tls_validation", false), "Beta");
        yield return Case(Condition.Equal("policy", "on_demand"), "gamma_x");
        yield return Case(Condition.Equal("total_timeout", 1.5), "alpha");
        yield return Case(Condition.Equal("since", Epoch), "alpha");
        yield return Case(new Condition.Compare("since", Comparison.Greater, Epoch.ToOffset(TimeSpan.FromHours(2))), "Beta");
        yield return Case(new Condition.Compare("tags", Comparison.HasMember, "red"), "alpha", "Beta");
        yield return Case(new Condition.Compare("tags", Comparison.HasMember, "re"));
        yield return Case(Condition.Equal("pulp_type", "sample.sample"), "alpha", "Beta", "gamma_x");
        yield return Case(new Condition.Compare("pulp_created", Comparison.Greater, new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero)), "gamma_x", "ÄÖÜ");
        yield return Case(Condition.Equal("country", "at"), "ÄÖÜ");
        yield return Case(new Condition.Label("stage", Comparison.IsNull, null), "alpha", "Beta", "gamma_x");
        yield return Case(new Condition.Not(new Condition.Label("stage", Comparison.IsNull, null)), "ÄÖÜ");
        yield return Case(new Condition.Label("stage", Comparison.Equal, "test"), "alpha");
        yield return Case(new Condition.Label("stage", Comparison.Equal, null), "gamma_x");
        yield return Case(new Condition.Label("stage", Comparison.NotEqual, "test"), "Beta", "gamma_x");
        yield return Case(new Condition.Label("stage", Comparison.ContainsIgnoreCase, "ES"), "alpha");
        yield return Case(new Condition.Label("' OR \"$.", Comparison.Equal, "1"), "alpha");
        yield return Case(new Condition.All([]), "alpha", "Beta", "gamma_x", "ÄÖÜ");
        yield return Case(new Condition.Any([]));
        yield return Case(new Condition.Any([Condition.Equal("name", "alpha"), Condition.Equal("policy", "on_demand")]), "alpha", "gamma_x");
        yield return Case(new Condition.All([Condition.Equal("name", "alpha"), Condition.Equal("policy", "on_demand")]));
        yield return Case(Condition.Equal("name", "' OR 1=1 --"));
    }

    [TestCaseSource(nameof(Conditions))]
    public async Task A_condition_selects(Condition? where, string[] expected)
    {
        await SaveAsync(NewRemote("alpha") with
        {
            Priority = 1,
            TotalTimeout = 1.5,
            Since = Epoch,
            Tags = ["red", "green"],
            Labels = new Dictionary<string, string?> { ["stage"] = "test", ["' OR \"$."] = "1" },
        });
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SaveAsync(NewRemote("Beta") with
        {
            Priority = 2,
            TlsValidation = false,
            Since = Epoch.AddMilliseconds(1),
            Tags = ["red"],
            Labels = new Dictionary<string, string?> { ["stage"] = "live" },
        });
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SaveAsync(NewRemote("gamma_x") with { Policy = Remotes.DownloadPolicy.OnDemand, Labels = new Dictionary<string, string?> { ["stage"] = null } });
        await SaveAsync(new SampleMirrorRemote { Name = "ÄÖÜ", Url = "https://example.org", Country = "at" });
        await SaveAsync(NewRemote("elsewhere") with { DomainId = OtherDomain });
        await SaveAsync(NewRepository("alpha"));

        var page = await ReadAsync(session => session.Resources.QueryAsync(
            ResourceKind.Remote, null, Domain.DefaultId, new Query { Where = where, OrderBy = [new Ordering("pulp_id")] }));
        Assert.That(page.Items.Select(resource => ((NamedResource)resource).Name), Is.EqualTo(expected));
        Assert.That(page.Count, Is.EqualTo(expected.Length));
    }

    [Test]
    public async Task References_can_be_filtered_by()
    {
        var remote = await SaveAsync(NewRemote("upstream"));
        var other = await SaveAsync(NewRemote("other"));
        await SaveAsync(NewRepository("with") with { Remote = remote.Id, Mirrors = [other.Id] });
        await SaveAsync(NewRepository("without"));
        Assert.That(await RepositoriesAsync(Condition.Equal("remote", remote.Id)), Is.EqualTo(new[] { "with" }));
        Assert.That(await RepositoriesAsync(Condition.Equal("remote", other.Id)), Is.Empty);
        Assert.That(await RepositoriesAsync(Condition.Equal("remote", null)), Is.EqualTo(new[] { "without" }));
        Assert.That(await RepositoriesAsync(new Condition.Compare("remote", Comparison.NotEqual, remote.Id)), Is.EqualTo(new[] { "without" }));
        Assert.That(await RepositoriesAsync(new Condition.Compare("remote", Comparison.In, new[] { remote.Id, other.Id })), Is.EqualTo(new[] { "with" }));
        Assert.That(await RepositoriesAsync(new Condition.Compare("mirrors", Comparison.HasMember, other.Id)), Is.EqualTo(new[] { "with" }));
    }

    [Test]
    public async Task Pages_are_parts_of_one_stable_order()
    {
        for (var number = 0; number < 10; number++)
            await SaveAsync(NewRemote($"{number}") with { Priority = number % 2 });
        var whole = await PageAsync(0, 100);
        Assert.That(whole.Items.Select(Name), Is.EqualTo(new[] { "0", "2", "4", "6", "8", "1", "3", "5", "7", "9" }));
        Assert.That(whole.Count, Is.EqualTo(10));
        var parts = new List<string>();
        for (var offset = 0; offset < 12; offset += 3)
        {
            var page = await PageAsync(offset, 3);
            Assert.That(page.Count, Is.EqualTo(10));
            parts.AddRange(page.Items.Select(Name));
        }

        Assert.That(parts, Is.EqualTo(whole.Items.Select(Name)));
        Assert.That((await PageAsync(1_000_000, 3)).Count, Is.EqualTo(10));
        Assert.That((await PageAsync(0, 3, count: false)).Count, Is.EqualTo(-1));
        Assert.That((await PageAsync(0, 0)).Count, Is.EqualTo(10));

        Task<Page<Resource>> PageAsync(long offset, int limit, bool count = true) => ReadAsync(session => session.Resources.QueryAsync(
            ResourceKind.Remote,
            null,
            Domain.DefaultId,
            new Query { OrderBy = [new Ordering("priority")], Offset = offset, Limit = limit, WithCount = count }));
    }

    [Test]
    public async Task The_newest_come_first_and_nulls_last_unless_asked_otherwise()
    {
        await SaveAsync(NewRemote("a") with { Priority = 2 });
        await SaveAsync(NewRemote("b"));
        await SaveAsync(NewRemote("c") with { Priority = 1 });
        Assert.That(await NamesAsync(), Is.EqualTo(new[] { "c", "b", "a" }));
        Assert.That(await NamesAsync(new Ordering("name")), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(await NamesAsync(new Ordering("priority")), Is.EqualTo(new[] { "c", "a", "b" }));
        Assert.That(await NamesAsync(new Ordering("priority", Descending: true)), Is.EqualTo(new[] { "b", "a", "c" }));
        Assert.That(await NamesAsync(new Ordering("policy"), new Ordering("name", Descending: true)), Is.EqualTo(new[] { "c", "b", "a" }));

        async Task<IEnumerable<string>> NamesAsync(params Ordering[] order) => (await ReadAsync(session => session.Resources.QueryAsync(
            ResourceKind.Remote, null, Domain.DefaultId, new Query { OrderBy = order }))).Items.Select(Name);
    }

    [TestCase("password")]
    [TestCase("token")]
    [TestCase("headers")]
    [TestCase("no_such_field")]
    [TestCase("country")]
    [TestCase("name'; DROP TABLE resource; --")]
    public void A_field_that_is_not_declared_is_refused(string field)
    {
        var type = Catalog.ResourceTypeOf(typeof(SampleRemote));
        Assert.That(
            () => ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Remote, type, Domain.DefaultId, new Query { Where = Condition.Equal(field, "x") })),
            Throws.ArgumentException.With.Message.Contains(field));
        Assert.That(
            () => ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Remote, type, Domain.DefaultId, new Query { OrderBy = [new Ordering(field)] })),
            Throws.ArgumentException.With.Message.Contains(field));
    }

    [TestCase("name", Comparison.Equal, 1L)]
    [TestCase("priority", Comparison.Equal, "x")]
    [TestCase("priority", Comparison.Contains, "x")]
    [TestCase("pulp_id", Comparison.Equal, "x")]
    [TestCase("pulp_created", Comparison.Less, 5L)]
    [TestCase("name", Comparison.In, "x")]
    [TestCase("name", Comparison.Matches, "(")]
    [TestCase("name", Comparison.Matches, "(a)\\1")]
    [TestCase("name", Comparison.HasMember, "x")]
    [TestCase("tags", Comparison.Equal, "x")]
    [TestCase("tls_validation", Comparison.IsNull, "x")]
    public void A_value_that_does_not_fit_its_field_is_refused(string field, Comparison comparison, object value) => Assert.That(
        () => ReadAsync(session => session.Resources.QueryAsync(
            ResourceKind.Remote, null, Domain.DefaultId, new Query { Where = new Condition.Compare(field, comparison, value) })),
        Throws.ArgumentException.With.Message.Contains(field));

    [Test]
    public void A_condition_may_be_large_but_not_without_bounds()
    {
        Assert.That(() => QueryAsync(Flat(400)), Throws.Nothing);
        Assert.That(() => QueryAsync(Flat(100_000)), Throws.ArgumentException);
        Assert.That(() => QueryAsync(Nested(15, inner => new Condition.Not(inner))), Throws.Nothing);
        Assert.That(() => QueryAsync(Nested(15, inner => new Condition.Any([Condition.Equal("name", "x"), inner]))), Throws.Nothing);
        Assert.That(() => QueryAsync(Nested(7, inner => new Condition.Not(new Condition.All([Condition.Equal("name", "x"), inner])))), Throws.Nothing);
        Assert.That(() => QueryAsync(Nested(10_000, inner => new Condition.Not(inner))), Throws.ArgumentException);

        static Condition Flat(int parts) => new Condition.Any([.. Enumerable.Range(0, parts).Select(number => Condition.Equal("name", $"{number}"))]);

        static Condition Nested(int depth, Func<Condition, Condition> around) => Enumerable.Range(0, depth)
            .Aggregate((Condition)new Condition.Label("stage", Comparison.NotEqual, "x"), (inner, _) => around(inner));

        Task<Page<Resource>> QueryAsync(Condition where) =>
            ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Remote, null, Domain.DefaultId, new Query { Where = where }));
    }

    [Test]
    public async Task Only_rows_of_the_type_are_listed()
    {
        await SaveAsync(NewRemote("one"));
        await SaveAsync(new SampleMirrorRemote { Name = "two", Url = "https://example.org" });
        var page = await ReadAsync(session => session.Resources.QueryAsync(
            ResourceKind.Remote, Catalog.ResourceTypeOf(typeof(SampleMirrorRemote)), Domain.DefaultId, new Query()));
        Assert.That(page.Items.Select(Name), Is.EqualTo(new[] { "two" }));
    }

    [Test]
    public async Task Each_domain_that_holds_resources_is_named_once()
    {
        Assert.That(await ReadAsync(session => session.Resources.DomainsAsync()), Is.Empty);
        foreach (var name in new[] { "one", "two" })
        {
            await SaveAsync(NewRemote(name));
            await SaveAsync(NewRemote(name) with { DomainId = OtherDomain });
        }

        Assert.That(await ReadAsync(session => session.Resources.DomainsAsync()), Is.EquivalentTo(new[] { Domain.DefaultId, OtherDomain }));
    }

    [Test]
    public async Task Repositories_that_users_do_not_see_and_their_versions_can_be_left_out()
    {
        foreach (var repository in new[] { new SampleRepository { Name = "seen" }, new SampleRepository { Name = "hidden", UserHidden = true } })
        {
            var saved = await SaveAsync(repository);
            await WriteAsync(session => session.Versions.CreateFirstAsync(saved.Id));
        }

        var isHidden = Condition.Equal("user_hidden", true);
        Assert.That(await RepositoriesAsync(isHidden), Is.EqualTo(new[] { "hidden" }));
        Assert.That(await RepositoriesAsync(new Condition.Not(isHidden)), Is.EqualTo(new[] { "seen" }));
        var versions = await ReadAsync(session => session.Versions.QueryAsync(null, Domain.DefaultId, new Query { Where = new Condition.Not(isHidden) }));
        var seen = (await ReadAsync(session => session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, "seen")))!;
        Assert.That(versions.Items.Select(version => version.RepositoryId), Is.EqualTo(new[] { seen.Id }));
    }

    private static TestCaseData Case(Condition? where, params string[] expected) => new(where, expected);

    private static string Name(Resource resource) => ((NamedResource)resource).Name;

    private async Task<IEnumerable<string>> RepositoriesAsync(Condition where) => (await ReadAsync(session => session.Resources.QueryAsync(
        ResourceKind.Repository, null, Domain.DefaultId, new Query { Where = where }))).Items.Select(Name);
}
