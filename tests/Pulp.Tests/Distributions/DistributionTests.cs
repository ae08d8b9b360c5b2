using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Resources;
using Pulp.Testing.Samples;
using Pulp.Tests.Support;

namespace Pulp.Tests.Distributions;

[TestFixture]
internal sealed class DistributionTests
{
    private TestPulp test = null!;

    private PulpInstance Pulp => test.Pulp;

    [SetUp]
    public async Task SetUp() => test = await TestPulp.StartAsync();

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [TestCase("a/b", "a/b", "This field must be unique.")]
    [TestCase("a/b", "a", "Overlaps with existing distribution 'first' at 'a/b'.")]
    [TestCase("a/b", "a/b/c/d", "Overlaps with existing distribution 'first' at 'a/b'.")]
    [TestCase("a/b", "a/bc", null)]
    [TestCase("a_b", "aXb/c", null)]
    public async Task Base_paths_may_not_overlap(string first, string second, string? message)
    {
        await Pulp.CreateAsync(new DemoDistribution { Name = "first", BasePath = first });
        var create = () => Pulp.CreateAsync(new SampleDistribution { Name = "second", BasePath = second });
        if (message is null)
            Assert.That((await create()).BasePath, Is.EqualTo(second));
        else
            Assert.That(Assert.ThrowsAsync<InvalidResourceException>(create)!.Errors["base_path"], Is.EqualTo(new[] { message }));
    }

    [Test]
    public async Task Types_that_nest_collide_only_when_equal()
    {
        await Pulp.CreateAsync(new DemoNestingDistribution { Name = "1", BasePath = "team/app" });
        await Pulp.CreateAsync(new DemoNestingDistribution { Name = "2", BasePath = "team/app/sub" });
        await Pulp.CreateAsync(new DemoNestingDistribution { Name = "3", BasePath = "team" });
        Assert.ThrowsAsync<InvalidResourceException>(() => Pulp.CreateAsync(new DemoNestingDistribution { Name = "4", BasePath = "team/app" }));
    }

    [Test]
    public async Task The_table_has_those_of_every_domain_when_it_is_loaded()
    {
        foreach (var domain in new[] { Domain.DefaultId, Guid.NewGuid() })
            await Pulp.CreateAsync(new DemoDistribution { Name = "same", BasePath = "same", DomainId = domain });
        var before = test.Get<DistributionTable>().All.ToList();

        await test.Get<DistributionTable>().LoadAsync(test.Database);

        Assert.That(test.Get<DistributionTable>().All, Is.EquivalentTo(before));
        Assert.That(before, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Of_distributions_that_are_created_at_once_no_two_overlap()
    {
        string[] paths = ["x", "x/y", "x/y/z", "x/y", "x/w", "x"];
        var outcomes = await Task.WhenAll(paths.Select((path, i) =>
            test.Get<ResourceChanges>().CreateAsync(new DemoDistribution { Name = $"d{i}", BasePath = path })));
        var made = outcomes.OfType<ChangeOutcome.Done>().Select(done => ((Distribution)done.Resource).BasePath).ToList();
        for (var i = 0; i < made.Count; i++)
        {
            for (var k = 0; k < i; k++)
                Assert.That(BasePath.Overlap(made[i], made[k]), Is.False, $"{made[i]} and {made[k]}");
        }

        Assert.That(test.Get<DistributionTable>().All.Select(distribution => distribution.BasePath), Is.EquivalentTo(made));
    }

    [Test]
    public async Task Only_one_thing_is_served()
    {
        var repository = await test.RepositoryAsync();
        var version = await Pulp.LatestAsync(repository);
        var published = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id });
        var given = new (string Name, Func<DemoDistribution, DemoDistribution> Set)[]
        {
            ("publication", made => made with { Publication = published.Id }),
            ("repository", made => made with { Repository = repository.Id }),
            ("repository_version", made => made with { RepositoryVersion = version.Id }),
        };
        for (var mask = 1; mask < 8; mask++)
        {
            var chosen = given.Where((_, i) => (mask & (1 << i)) != 0).ToList();
            var distribution = chosen.Aggregate(new DemoDistribution { Name = $"d{mask}", BasePath = $"d{mask}" }, (made, part) => part.Set(made));
            if (chosen.Count == 1)
            {
                await Pulp.CreateAsync(distribution);
                continue;
            }

            var error = Assert.ThrowsAsync<InvalidResourceException>(() => Pulp.CreateAsync(distribution));
            Assert.That(error!.Errors[FieldErrors.General].Single(), Is.EqualTo($"Only one of the attributes '{string.Join("', '", chosen.Select(part => part.Name))}' may be used simultaneously."));
        }
    }

    [Test]
    public async Task Targets_of_another_plugin_are_refused()
    {
        var repository = await Pulp.CreateAsync(new SampleRepository { Name = "sample" });
        var version = await Pulp.LatestAsync(repository);
        var published = await Pulp.PublishAsync(new SamplePublication { RepositoryVersion = version.Id });
        var remote = await Pulp.CreateAsync(new SampleRemote { Name = "sample", Url = "http://upstream.example/" });
        var distribution = new DemoDistribution { Name = "d", BasePath = "d" };
        foreach (var (field, refused) in new[]
        {
            ("repository", distribution with { Repository = repository.Id }),
            ("repository_version", distribution with { RepositoryVersion = version.Id }),
            ("publication", distribution with { Publication = published.Id }),
            ("remote", distribution with { Remote = remote.Id }),
            ("repository", distribution with { Repository = Guid.NewGuid() }),
            ("repository_version", distribution with { RepositoryVersion = Guid.NewGuid() }),
            ("publication", distribution with { Publication = Guid.NewGuid() }),
        })
        {
            var error = Assert.ThrowsAsync<InvalidResourceException>(() => Pulp.CreateAsync(refused), field);
            Assert.That(error!.Errors.Keys, Is.EqualTo(new[] { field }));
        }
    }

    [Test]
    public async Task The_table_follows_every_change_and_finds_the_longest_base_path()
    {
        var table = test.Get<DistributionTable>();
        var first = await Pulp.CreateAsync(new DemoNestingDistribution { Name = "1", BasePath = "a" });
        var second = await Pulp.CreateAsync(new DemoNestingDistribution { Name = "2", BasePath = "a/b" });
        Assert.Multiple(() =>
        {
            Assert.That(Match("a"), Is.EqualTo(("1", (string?)null)));
            Assert.That(Match("a/"), Is.EqualTo(("1", "")));
            Assert.That(Match("a/x/y"), Is.EqualTo(("1", "x/y")));
            Assert.That(Match("a/b"), Is.EqualTo(("2", (string?)null)));
            Assert.That(Match("a/b/c"), Is.EqualTo(("2", "c")));
            Assert.That(Match("a/bc"), Is.EqualTo(("1", "bc")));
            Assert.That(Match("ab"), Is.Null);
            Assert.That(Match("A/b"), Is.Null);
            Assert.That(Match(""), Is.Null);
            Assert.That(Match("//"), Is.Null);
            Assert.That(Match("a/b/c", other => other.Name == "1"), Is.EqualTo(("1", "b/c")));
        });
        var generation = table.Generation;
        second = await Pulp.UpdateAsync(second with { BasePath = "c" });
        Assert.That(Match("a/b/c"), Is.EqualTo(("1", "b/c")));
        Assert.That(Match("c/d"), Is.EqualTo(("2", "d")));
        await Pulp.DeleteAsync(first);
        Assert.That(Match("a/b"), Is.Null);
        Assert.That(table.Generation, Is.EqualTo(generation + 2));

        await using var restarted = await RestartedAsync();
        Assert.That(restarted.Get<DistributionTable>().All.Single(), Is.EqualTo(second));

        (string, string?)? Match(string path, Func<Distribution, bool>? isMeant = null) =>
            table.TryMatch(Domain.DefaultId, path, out var distribution, out var remainder, isMeant) ? (distribution.Name, remainder) : null;
    }

    [Test]
    public async Task What_is_deleted_is_no_longer_served_by_the_table()
    {
        var repository = await test.RepositoryAsync();
        var published = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });
        var one = await Pulp.CreateAsync(new DemoDistribution { Name = "1", BasePath = "1", Publication = published.Id });
        var two = await Pulp.CreateAsync(new DemoDistribution { Name = "2", BasePath = "2", Repository = repository.Id });
        await Pulp.DeleteAsync(published);
        await Pulp.DeleteAsync(repository);
        var table = test.Get<DistributionTable>().All.ToDictionary(distribution => distribution.Id);
        Assert.That((table[one.Id].Publication, table[two.Id].Repository), Is.EqualTo(((Guid?)null, (Guid?)null)));
        await Pulp.UpdateAsync((DemoDistribution)table[one.Id] with { BasePath = "3" });
    }

    private async Task<TestPulp> RestartedAsync()
    {
        var folder = test.Folder;
        var copy = Directory.CreateTempSubdirectory("pulp-test-").FullName;
        foreach (var name in Directory.GetFiles(folder))
            File.Copy(name, Path.Combine(copy, Path.GetFileName(name)));
        return await TestPulp.StartAsync(copy);
    }
}
