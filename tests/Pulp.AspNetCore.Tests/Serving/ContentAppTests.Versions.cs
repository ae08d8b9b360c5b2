using System.Net;
using System.Text;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Repositories;

namespace Pulp.AspNetCore.Tests.Serving;

/// <content>What is served follows the repository.</content>
internal sealed partial class ContentAppTests
{
    [Test]
    public async Task A_new_version_and_a_rollback_are_served_at_once()
    {
        var repository = await Host.NewRepositoryAsync();
        var first = await Host.AddAsync(repository, ("a.txt", Encoding.ASCII.GetBytes("one")));
        await Host.ServeAsync("f", repository);
        var seen = new List<string>();
        async Task LookAsync()
        {
            var (_, body, answer) = await GetAsync("/pulp/content/f/a.txt");
            seen.Add($"{body} {answer.Headers.GetValues("X-PULP-CACHE").Single()}");
        }

        await LookAsync();
        await LookAsync();
        await Host.AddAsync(repository, ("a.txt", Encoding.ASCII.GetBytes("two")));
        await LookAsync();
        await LookAsync();
        await Host.ModifyAsync(repository, new RepositoryChange { BaseVersion = first!.Id });
        await LookAsync();
        await Host.ModifyAsync(repository, new RepositoryChange { RemoveAll = true });

        Assert.That(seen, Is.EqualTo(new[] { "one MISS", "one HIT", "two MISS", "two HIT", "one HIT" }));
        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task After_a_change_nobody_sees_the_state_before_it_however_many_read()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", "0"u8.ToArray()));
        await Host.ServeAsync("f", repository);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!done.IsCancellationRequested)
                await GetAsync("/pulp/content/f/a.txt");
        }).ToList();

        var seen = new List<string>();
        for (var i = 1; i <= 50; i++)
        {
            await Host.AddAsync(repository, ("a.txt", Encoding.ASCII.GetBytes($"{i}")));
            seen.Add((await GetAsync("/pulp/content/f/a.txt")).Body);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, 50).Select(i => $"{i}")));
    }

    [Test]
    public async Task A_distribution_serves_the_version_it_names()
    {
        var repository = await Host.NewRepositoryAsync();
        var first = await Host.AddAsync(repository, ("a.txt", Encoding.ASCII.GetBytes("one")));
        var second = await Host.AddAsync(repository, ("a.txt", Encoding.ASCII.GetBytes("two")));
        var distribution = await Host.CreateAsync(new PlainDistribution { Name = "pinned", BasePath = "f", RepositoryVersion = first!.Id });

        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Body, Is.EqualTo("one"));
        distribution = await Host.UpdateAsync(distribution with { RepositoryVersion = second!.Id });
        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Body, Is.EqualTo("two"));
        await Host.UpdateAsync(distribution with { BasePath = "g" });
        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Status, Is.EqualTo(404));
        Assert.That((await GetAsync("/pulp/content/g/a.txt")).Body, Is.EqualTo("two"));
        await Host.DeleteAsync(distribution.Id);
        Assert.That((await GetAsync("/pulp/content/g/a.txt")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_guard_is_asked_before_the_cache()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", Small));
        var distribution = await Host.ServeAsync("f", repository);
        await GetAsync("/pulp/content/f/a.txt");
        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Answer.Headers.GetValues("X-PULP-CACHE").Single(), Is.EqualTo("HIT"));
        var guard = await Host.NewGuardAsync("Members only.");

        await Host.UpdateAsync(distribution with { ContentGuard = guard.Id });
        var (status, body, _) = await GetAsync("/pulp/content/f/a.txt");
        var listing = await GetAsync("/pulp/content/f/");
        await Host.UpdateAsync(guard with { Refusal = null });
        var (passed, _, answer) = await GetAsync("/pulp/content/f/a.txt");

        Assert.That((status, body), Is.EqualTo((403, "403: Members only.")));
        Assert.That(listing.Status, Is.EqualTo(403));
        Assert.That(passed, Is.EqualTo(200));
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        await Host.UpdateAsync((await Host.Database.ReadAsync(session => session.Resources.GetAsync(guard.Id)) as Pulp.Testing.Samples.SampleGuard)! with { Refusal = "No more." });
        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_file_whose_bytes_are_lost_comes_back_from_its_source()
    {
        var bytes = ServingHost.BytesOf(200_000);
        Upstream.Map("/p", Testing.Upstream.FakeAnswer.Ok(bytes));
        var repository = await Host.NewRepositoryAsync();
        var remote = await Host.NewRemoteAsync(Upstream.Url);
        await Host.PromiseAsync(repository, "p.bin", bytes, (remote, Upstream.UrlOf("/p")));
        await Host.AddAsync(repository, ("lost.bin", ServingHost.BytesOf(200_000, 2)));
        await Host.ServeAsync("f", repository);
        Assert.That((await GetAsync("/pulp/content/f/p.bin")).Status, Is.EqualTo(200));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Host.Media, "artifact"), "*", SearchOption.AllDirectories))
            File.Delete(file);

        using var again = await Host.Client.GetAsync("/pulp/content/f/p.bin");
        var lost = await GetAsync("/pulp/content/f/lost.bin");

        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        Assert.That(lost.Status, Is.EqualTo(404));
        Assert.That(lost.Body, Does.Not.Contain(Host.Media));
    }

    [TestCase("flipped", 404)]
    [TestCase("empty", 404)]
    [TestCase("link", 503)]
    [TestCase("folder", 503)]
    public async Task What_is_not_the_stored_file_any_more_is_not_served(string fault, int status)
    {
        var bytes = ServingHost.BytesOf(2000);
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.bin", bytes));
        await Host.ServeAsync("f", repository);
        var sha256 = ServingHost.Sha256Of(bytes);
        var path = Path.Combine(Host.Media, "artifact", sha256[..2], sha256[2..]);
        File.Delete(path);
        switch (fault)
        {
            case "flipped":
                await File.WriteAllBytesAsync(path, [(byte)(bytes[0] ^ 1), .. bytes[1..]]);
                break;
            case "empty":
                await File.WriteAllBytesAsync(path, []);
                break;
            case "link":
                File.CreateSymbolicLink(path, "/etc/passwd");
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }

        var (actual, body, _) = await GetAsync("/pulp/content/f/a.bin");

        Assert.That(actual, Is.EqualTo(status), body);
        Assert.That(body, Does.Not.Contain(Host.Media).And.Not.Contain(sha256[2..]).And.Not.Contain("root:"));
    }
}
