using Pulp.Repositories;
using Pulp.Tests.Support;

namespace Pulp.Tests.Repositories;

/// <summary>The demo plugin's rule: a bundle named after a project goes with the project's last file.</summary>
[TestFixture]
internal sealed class RemovalRuleTests
{
    private TestPulp test = null!;
    private DemoRepository repository = null!;
    private IReadOnlyList<DemoFile> files = [];
    private IReadOnlyList<DemoBundle> about = [];

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        repository = await test.RepositoryAsync();
        files = await test.SaveAsync(new DemoFile { Name = "a", Project = "p" }, new DemoFile { Name = "b", Project = "p" });
        about = await test.SaveAsync(new DemoBundle { Name = "p" });
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task What_is_said_of_a_group_goes_with_its_last_unit()
    {
        await test.Pulp.AddAsync(repository, [.. files, .. about]);
        await RemoveAsync(files[0]);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("b p"));
        await RemoveAsync(files[1]);
        Assert.That(await test.NamesAsync(repository), Is.Empty);
    }

    [Test]
    public async Task It_stays_when_the_same_change_brings_another_unit()
    {
        await test.Pulp.AddAsync(repository, [files[0], .. about]);
        await test.Pulp.ModifyAsync(repository, new RepositoryChange { Remove = [files[0].Id], Add = [files[1].Id] });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("b p"));
    }

    [Test]
    public async Task It_stays_when_nothing_of_the_group_was_there_to_be_removed()
    {
        await test.Pulp.AddAsync(repository, about);
        await RemoveAsync(files[0]);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p"));
    }

    [Test]
    public async Task It_stays_when_only_what_is_named_is_to_go()
    {
        await test.Pulp.AddAsync(repository, [files[0], .. about]);
        await test.Pulp.ModifyAsync(repository, new RepositoryChange { Remove = [files[0].Id], Recursive = false });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p"));
    }

    private Task RemoveAsync(DemoFile file) => test.Pulp.ModifyAsync(repository, new RepositoryChange { Remove = [file.Id] });
}
