#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States that versions stay what they were, whatever is done after: random changes, copies, staged drafts and deletions
/// against sets in memory. Derive a test fixture from it to prove a database.
/// </summary>
public abstract class VersionHistorySpecification : ContentSpecification
{
    private readonly List<ModelRepository> repositories = [];
    private List<Membership> units = [];
    private Random random = new(0);

    private ModelRepository Any => repositories[random.Next(repositories.Count)];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(119)]
    [TestCase(134)]
    [TestCase(188)]
    public Task Versions_never_change_whatever_happens_after(int seed) => RunAsync(seed, steps: 170);

    [Test]
    public Task Versions_never_change_whatever_happens_after_in_a_run_never_seen_before() => RunAsync(Random.Shared.Next(), steps: 170);

    private async Task RunAsync(int seed, int steps)
    {
        await TestContext.Progress.WriteLineAsync($"seed {seed}");
        random = new Random(seed);
        repositories.Clear();
        units = await SaveAllAsync([
            .. from name in "abcdef" from version in (int[])[1, 2] from bytes in (string[])["x", "y", "z"] select File($"{name}", version, bytes),
            .. from name in "abc" from text in (string[])["good", "bad"] select new SampleMark { Target = $"{name}", Text = text }]);
        foreach (var name in (string[])["one", "two"])
            repositories.Add(await CreateModelAsync(name));
        for (var step = 0; step < steps; step++)
        {
            var what = await StepAsync();
            try
            {
                await CheckAsync();
            }
            catch (AssertionException exception)
            {
                throw new AssertionException($"Seed {seed}, step {step} ({what}): {exception.Message}", exception);
            }
        }
    }

    private async Task<ModelRepository> CreateModelAsync(string name)
    {
        var model = new ModelRepository(await CreateRepositoryAsync(name));
        var first = await LatestAsync(model.Id);
        model.Complete(first.Id, first.Number, first.Ordinal, new Dictionary<Guid, Membership>());
        return model;
    }

    private async Task<string> StepAsync()
    {
        switch (random.Next(12))
        {
            case 0 or 1 or 2 or 3:
                await ChangeAsync(Any);
                return "change";
            case 4:
                await CopyAsync(Any);
                return "copy";
            case 5:
                await FailAsync(Any);
                return "fail";
            case 6:
                await AbortAsync(Any);
                return "abort";
            case 7 or 8:
                await DeleteAsync(Any);
                return "delete";
            default:
                return await StageAsync(Any);
        }
    }

    private List<Membership> Some(int most) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => units[random.Next(units.Count)])];

    private async Task ChangeAsync(ModelRepository repository)
    {
        var expected = repository.Latest.ToDraft();
        var (remove, add, replace) = (Some(4), Some(5), random.Next(4) > 0);
        List<MembershipOutcome> outcomes = [];
        var removeAll = random.Next(15) == 0;
        var version = await WriteAsync(async session =>
        {
            var draft = await session.Versions.BeginAsync(repository.Id, staged: false);
            if (removeAll)
                await session.Memberships.RemoveAllAsync(draft);
            await session.Memberships.RemoveAsync(draft, [.. remove.Select(unit => unit.ContentKey)]);
            outcomes.AddRange(await session.Memberships.AddAsync(draft, add, replace));
            return await session.Versions.CompleteAsync(draft);
        });
        if (removeAll)
            expected.Clear();
        foreach (var unit in remove)
            expected.Remove(unit.ContentId);
        Assert.That(outcomes, Is.EqualTo(add.Select(unit => ModelRepository.Add(expected, unit, replace)).ToList()));
        Complete(repository, version, expected);
    }

    private async Task CopyAsync(ModelRepository repository)
    {
        var source = Any;
        var from = source.Versions[random.Next(source.Versions.Count)];
        var (before, after) = (Some(2), Some(2));
        var version = await WriteAsync(async session =>
        {
            var draft = await session.Versions.BeginAsync(repository.Id, staged: false, from.Id);
            await session.Memberships.AddAsync(draft, before);
            await session.Memberships.RemoveAsync(draft, [.. after.Select(unit => unit.ContentKey)]);
            await session.Memberships.CopyAsync(draft, (await session.Versions.GetAsync(from.Id))!);
            await session.Memberships.AddAsync(draft, after);
            return await session.Versions.CompleteAsync(draft);
        });
        var expected = from.ToDraft();
        foreach (var unit in after)
            ModelRepository.Add(expected, unit, replace: true);
        Complete(repository, version, expected);
    }

    private async Task FailAsync(ModelRepository repository)
    {
        var add = Some(5);
        try
        {
            await WriteAsync(async session =>
            {
                var draft = await session.Versions.BeginAsync(repository.Id, staged: false);
                await session.Memberships.RemoveAllAsync(draft);
                await session.Memberships.AddAsync(draft, add);
                await session.Versions.CompleteAsync(draft);
                throw new FormatException("on purpose");
            });
        }
        catch (FormatException)
        {
            return;
        }

        Assert.Fail("The change did not fail.");
    }

    private async Task AbortAsync(ModelRepository repository)
    {
        var (add, remove) = (Some(5), Some(5));
        var draft = await WriteAsync(session => session.Versions.BeginAsync(repository.Id, staged: false));
        await WriteAsync(session => session.Memberships.AddAsync(draft, add));
        await WriteAsync(session => session.Memberships.RemoveAsync(draft, [.. remove.Select(unit => unit.ContentKey)]));
        while (!await WriteAsync(session => session.Versions.AbortAsync(draft, 2)))
        {
        }
    }

    private async Task DeleteAsync(ModelRepository repository)
    {
        if (repository.Versions.Count < 2)
            return;
        var version = repository.Versions[random.Next(repository.Versions.Count)];
        var limit = random.Next(1, 6);
        while (!await WriteAsync(session => session.Versions.DeleteAsync(version.Id, limit)))
            Assert.That(await ReadAsync(session => session.Versions.GetAsync(version.Id)), Is.Null);
        repository.Delete(version);
    }

    private async Task<string> StageAsync(ModelRepository repository)
    {
        if (repository.Stage is not { } stage)
        {
            repository.Stage = new ModelStage(await StageAsync(repository.Id));
            return "stage";
        }

        switch (random.Next(6))
        {
            case 0:
                while (!await WriteAsync(session => session.Versions.AbortAsync(stage.Draft, 3)))
                {
                }

                repository.Stage = null;
                return "abort stage";
            case 1:
                var seen = Some(20).Select(unit => unit.ContentKey).ToHashSet();
                for (long? cursor = 0; cursor is { } position;)
                    cursor = await WriteAsync(session => session.Memberships.RemoveUnseenAsync(stage.Draft, seen.Contains, position, 2));
                stage.RemoveUnseen(repository.Latest, seen);
                return "remove unseen";
            case 2:
                var version = await CompleteAsync(stage.Draft);
                var expected = stage.Rebase(repository.Latest);
                repository.Stage = null;
                Complete(repository, version, expected);
                return "complete stage";
            default:
                var add = Some(6);
                var outcomes = await AddAsync(stage.Draft, [.. add]);
                Assert.That(outcomes, Is.EqualTo(add.Select(unit => stage.Add(repository.Latest, unit)).ToList()));
                return "add to stage";
        }
    }

    private static void Complete(ModelRepository repository, RepositoryVersion? version, Dictionary<Guid, Membership> expected)
    {
        var isSame = expected.Count == repository.Latest.Rows.Count && expected.Keys.All(repository.Latest.Rows.ContainsKey);
        Assert.That(version is null, Is.EqualTo(isSame), "A change that changes nothing makes no version, and only such a change.");
        if (version is null)
            return;
        Assert.That(version.Number, Is.GreaterThan(repository.LargestNumber));
        repository.Complete(version.Id, version.Number, version.Ordinal, expected);
    }

    private async Task CheckAsync()
    {
        foreach (var repository in repositories)
        {
            var page = await ReadAsync(session => session.Versions.QueryAsync(repository.Id, DomainId, new() { OrderBy = [new("number")], Limit = 1000 }));
            Assert.That(page.Items.Select(version => version.Id), Is.EqualTo(repository.Versions.Select(version => version.Id)));
            Assert.That((await LatestAsync(repository.Id)).Id, Is.EqualTo(repository.Versions[^1].Id));
            Dictionary<Guid, Membership> previous = [];
            foreach (var (version, model) in page.Items.Zip(repository.Versions))
            {
                await AssertHoldsAsync(version, model.Units);
                Assert.That(version.Summary.Added, Is.EquivalentTo(CountsOf(model.Units.Where(unit => !previous.ContainsKey(unit.ContentId)))), $"added in {version.Number}");
                Assert.That(version.Summary.Removed, Is.EquivalentTo(CountsOf(previous.Values.Where(unit => !model.Rows.ContainsKey(unit.ContentId)))), $"removed in {version.Number}");
                previous = model.ToDraft();
            }

            await CheckLookupsAsync(page.Items[random.Next(page.Items.Count)]);
        }
    }

    private async Task CheckLookupsAsync(RepositoryVersion version)
    {
        var model = repositories.SelectMany(repository => repository.Versions).Single(known => known.Id == version.Id).ToDraft();
        foreach (var key in units.Select(unit => unit.RepositoryKey).Distinct())
        {
            var found = await ReadAsync(session => session.Memberships.FindAsync(version, key));
            var expected = model.Values.Where(unit => unit.RepositoryKey == key).Select(unit => (Guid?)unit.ContentId).SingleOrDefault();
            Assert.That(found?.Id, Is.EqualTo(expected));
        }

        var present = await ReadAsync(session => session.Memberships.PresentAsync(version, [.. units.Select(unit => unit.ContentKey)]));
        Assert.That(present, Is.EquivalentTo(model.Values.Select(unit => unit.ContentKey)));
        var type = Catalog.ContentTypeOf(typeof(SampleFile));
        var groups = await ReadAsync(session => session.Memberships.GroupsAsync(version, type, null, 100));
        Assert.That(groups, Is.EqualTo(model.Values.Where(unit => unit.Type == type).Select(unit => unit.GroupKey).Distinct().Order(StringComparer.Ordinal)));
        var other = Any.Versions is { } versions ? versions[random.Next(versions.Count)] : null;
        var to = (await ReadAsync(session => session.Versions.GetAsync(other!.Id)))!;
        Assert.That(await DiffAsync(version, to, added: true), Is.EquivalentTo(other!.Rows.Keys.Except(model.Keys)));
        Assert.That(await DiffAsync(version, to, added: false), Is.EquivalentTo(model.Keys.Except(other.Rows.Keys)));
    }
}
