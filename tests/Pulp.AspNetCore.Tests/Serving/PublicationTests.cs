using System.Text;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Repositories;
using Pulp.Testing.Time;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed class PublicationTests : ServingTest
{
    private readonly ManualTimeProvider clock = new();
    private Repository repository = null!;
    private RepositoryVersion first = null!;

    protected override TimeProvider Time => clock;

    [SetUp]
    public async Task AddFirstAsync()
    {
        repository = await Host.NewRepositoryAsync();
        first = (await Host.AddAsync(repository, ("a.txt", Encoding.ASCII.GetBytes("one"))))!;
    }

    [Test]
    public async Task The_newest_publication_is_served_and_before_the_first_nothing()
    {
        await ServeAsync();
        var unpublished = (await StatusAsync("a.txt"), await StatusAsync("metadata-1.txt"));

        await Host.PublishAsync(first);
        var published = (await StatusAsync("a.txt"), await StatusAsync("metadata-1.txt"));
        var second = await Host.AddAsync(repository, ("b.txt", Encoding.ASCII.GetBytes("two")));
        var unmoved = (await StatusAsync("b.txt"), await StatusAsync("metadata-1.txt"));
        await Host.PublishAsync(second!);
        var moved = (await StatusAsync("b.txt"), await StatusAsync("metadata-2.txt"));

        Assert.That(unpublished, Is.EqualTo((404, 404)));
        Assert.That(published, Is.EqualTo((200, 200)));
        Assert.That(unmoved, Is.EqualTo((404, 200)));
        Assert.That(moved, Is.EqualTo((200, 200)));
    }

    [Test]
    public async Task A_listing_holds_published_and_passed_files()
    {
        await ServeAsync();
        await Host.PublishAsync(first);

        var body = (await GetAsync("/pulp/content/f/")).Body;

        Assert.That(body, Does.Contain(">a.txt<").And.Contain(">metadata-1.txt<"));
    }

    [Test]
    public async Task A_distribution_serves_the_publication_it_names()
    {
        var publication = await Host.PublishAsync(first);
        await Host.PublishAsync((await Host.AddAsync(repository, ("b.txt", Encoding.ASCII.GetBytes("two"))))!);
        var distribution = await Host.CreateAsync(new PublishedDistribution { Name = "published", BasePath = "f", Publication = publication.Id });

        Assert.That((await StatusAsync("metadata-1.txt"), await StatusAsync("b.txt")), Is.EqualTo((200, 404)));
        await Host.UpdateAsync(distribution with { Publication = null, RepositoryVersion = first.Id });
        Assert.That((await StatusAsync("metadata-1.txt"), await StatusAsync("b.txt")), Is.EqualTo((200, 404)));
    }

    [Test]
    public async Task Files_of_a_superseded_publication_stay_for_the_retention_period()
    {
        await ServeAsync();
        await Host.PublishAsync(first);
        await GetAsync("/pulp/content/f/metadata-1.txt");
        var second = await Host.ModifyAsync(repository, new RepositoryChange { RemoveAll = true });
        await Host.PublishAsync(second!);

        var atOnce = (await StatusAsync("metadata-1.txt"), await StatusAsync("a.txt"), await StatusAsync("metadata-2.txt"));
        var listing = (await GetAsync("/pulp/content/f/")).Body;
        clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        var nearTheEnd = await StatusAsync("metadata-1.txt");
        clock.Advance(TimeSpan.FromMinutes(2));
        var after = (await StatusAsync("metadata-1.txt"), await StatusAsync("a.txt"), await StatusAsync("metadata-2.txt"));

        Assert.That(atOnce, Is.EqualTo((200, 200, 200)));
        Assert.That(listing, Does.Not.Contain("metadata-1.txt"));
        Assert.That(nearTheEnd, Is.EqualTo(200));
        Assert.That(after, Is.EqualTo((404, 404, 200)));
    }

    [Test]
    public async Task Files_stay_when_a_distribution_is_pointed_at_another_publication()
    {
        var one = await Host.PublishAsync(first);
        var two = await Host.PublishAsync((await Host.ModifyAsync(repository, new RepositoryChange { RemoveAll = true }))!);
        var distribution = await Host.CreateAsync(new PublishedDistribution { Name = "published", BasePath = "f", Publication = one.Id });

        await Host.UpdateAsync(distribution with { Publication = two.Id });

        Assert.That((await StatusAsync("metadata-1.txt"), await StatusAsync("a.txt"), await StatusAsync("metadata-2.txt")), Is.EqualTo((200, 200, 200)));
    }

    [Test]
    public async Task A_deleted_publication_is_served_no_more()
    {
        await ServeAsync();
        var publication = await Host.PublishAsync(first);
        Assert.That(await StatusAsync("metadata-1.txt"), Is.EqualTo(200));

        await Host.DeleteAsync(publication.Id);

        Assert.That((await StatusAsync("metadata-1.txt"), await StatusAsync("a.txt")), Is.EqualTo((404, 404)));
    }

    private Task<PublishedDistribution> ServeAsync() =>
        Host.CreateAsync(new PublishedDistribution { Name = "published", BasePath = "f", Repository = repository.Id });

    private async Task<int> StatusAsync(string path) => (await GetAsync($"/pulp/content/f/{path}")).Status;
}
