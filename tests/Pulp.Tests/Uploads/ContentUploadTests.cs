using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Maintenance;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Tasking;
using Pulp.Tests.Support;
using Pulp.Uploads;

namespace Pulp.Tests.Uploads;

[TestFixture]
internal sealed class ContentUploadTests
{
    private TestPulp test = null!;
    private DemoRepository repository = null!;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        repository = await test.RepositoryAsync();
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task An_upload_stores_files_unit_labels_and_version()
    {
        var outcome = await UploadAsync("a", "content", request => request with { Labels = new Dictionary<string, string?> { ["team"] = "x" } });
        Assert.That((outcome.IsNew, outcome.Version!.Number), Is.EqualTo((true, 1L)));
        var unit = (await test.Database.ReadAsync(session => session.Contents.GetAsync([outcome.Content.Id])))[0];
        Assert.That(unit.Labels!["team"], Is.EqualTo("x"));
        Assert.That(await ReadAsync(outcome.Version, "a"), Is.EqualTo("content"));
        Assert.That(await ReadAsync(outcome.Version, "a.side"), Is.EqualTo("side of content"));
        Assert.That(test.StagedFiles(), Is.Zero);

        var again = await UploadAsync("a", "content");
        Assert.That((again.IsNew, again.Version, again.Content.Id), Is.EqualTo((false, (RepositoryVersion?)null, outcome.Content.Id)));
    }

    [TestCase("bad content", "a")]
    [TestCase("fine", null)]
    [TestCase("fine", "blocked")]
    [TestCase("fine", "../a")]
    [TestCase("fine", "/a")]
    public async Task A_file_that_is_refused_leaves_nothing(string text, string? path)
    {
        Assert.CatchAsync<PulpException>(() => UploadAsync(path, text));
        Assert.That(await test.CountAsync("SELECT count(*) FROM artifact"), Is.Zero);
        Assert.That(await test.CountAsync("SELECT count(*) FROM content"), Is.Zero);
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("0"));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task A_file_without_a_row_is_not_trusted()
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData("content"u8));
        var path = Path.Combine(test.Folder, "storage", "artifact", digest[..2], digest[2..]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "damaged");
        var outcome = await UploadAsync("a", "content");

        Assert.That(await ReadAsync(outcome.Version!, "a"), Is.EqualTo("content"));
    }

    [Test]
    public async Task A_conflict_without_overwriting_leaves_what_was_there()
    {
        await UploadAsync("a", "old");
        var error = Assert.ThrowsAsync<RepositoryChangeException>(() => UploadAsync("a", "new", request => request with { Overwrite = false }));
        Assert.That(error!.IsConflict, Is.True);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a=old"));
        Assert.That(await test.CountAsync("SELECT count(*) FROM content"), Is.EqualTo(1));
        Assert.That(await test.CountAsync("SELECT count(*) FROM artifact"), Is.EqualTo(2));
        await test.AssertNothingLeftAsync();

        // Bytes that were durable before the conflict was seen stand in no row; cleaning up finds them, and the same file may come again.
        var cleaned = await test.Get<OrphanCleanup>().RunAsync(new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new OrphanCleanupArguments { ProtectionTime = TimeSpan.Zero });
        Assert.That((cleaned.StrayFiles, cleaned.Artifacts, cleaned.Contents), Is.EqualTo((2L, 0L, 0L)));
        Assert.That((await UploadAsync("a", "new")).Version!.Number, Is.EqualTo(2));
    }

    [Test]
    public async Task Parallel_uploads_into_one_repository_all_land()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => UploadAsync($"f{i:00}", $"text {i}")));
        Assert.That(outcomes.Select(outcome => outcome.Version!.Number), Is.EquivalentTo(Enumerable.Range(1, 40)));
        Assert.That((await test.NamesAsync(repository)).Split("f").Length - 1, Is.EqualTo(40));
    }

    [Test]
    public async Task A_check_sees_the_file_from_its_start_and_may_refuse_it()
    {
        await test.DisposeAsync();
        test = await TestPulp.StartAsync(configure: pulp => pulp.Services.AddSingleton<IUploadCheck, VirusCheck>());
        repository = await test.RepositoryAsync();

        Assert.That((await UploadAsync("a", "fine")).IsNew, Is.True);
        var refused = Assert.ThrowsAsync<ContentRefusedException>(() => UploadAsync("b", "virus"));
        Assert.That(refused!.Message, Does.Contain("b is infected"));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a=fine"));
        await test.AssertNothingLeftAsync();
    }

    private sealed class VirusCheck : IUploadCheck
    {
        public async ValueTask CheckAsync(UploadedContent upload, UploadContext context, CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(context.File, leaveOpen: true);
            if (await reader.ReadToEndAsync(cancellationToken) == "virus")
                throw new ContentRefusedException("file", $"{context.RelativePath} is infected.");
        }
    }

    private async Task<UploadOutcome> UploadAsync(string? path, string text, Func<ContentUploadRequest, ContentUploadRequest>? with = null)
    {
        var uploads = test.Get<ContentUploads>();
        var staged = await test.Get<IArtifactStorage>().StageAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), uploads.StagingOptions);
        var request = new ContentUploadRequest { RelativePath = path, RepositoryId = repository.Id };
        return await uploads.CreateAsync(test.Get<PulpCatalog>().ContentTypeOf(typeof(DemoFile)), staged, with?.Invoke(request) ?? request);
    }

    private async Task<string> ReadAsync(RepositoryVersion version, string path)
    {
        await using var stream = await test.Pulp.OpenAsync(version, path);
        using var reader = new StreamReader(stream!);
        return await reader.ReadToEndAsync();
    }
}
