using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Data.Sql;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Samples;

namespace Pulp.Tests.Support;

/// <summary>
/// Runs a whole Pulp on a folder of its own.
/// </summary>
internal sealed class TestPulp : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly bool keepsFolder;

    private TestPulp(string folder, bool keepsFolder, ServiceProvider services)
    {
        Folder = folder;
        this.keepsFolder = keepsFolder;
        this.services = services;
    }

    public string Folder { get; }

    public PulpInstance Pulp => Get<PulpInstance>();

    public DemoScript Script => Get<DemoScript>();

    public IPulpDatabase Database => Get<IPulpDatabase>();

    public static async Task<TestPulp> StartAsync(string? folder = null, Action<PulpBuilder>? configure = null, TimeProvider? time = null, bool keepsFolder = false)
    {
        folder ??= Directory.CreateTempSubdirectory("pulp-test-").FullName;
        var collection = new ServiceCollection();
        if (time is not null)
            collection.AddSingleton(time);
        collection.AddSingleton<DemoScript>();
        var builder = collection.AddPulp(options => options.WorkingFolder = Path.Combine(folder, "work")).UseFolder(folder).AddPlugin<DemoPlugin>().AddPlugin<SamplePlugin>();
        configure?.Invoke(builder);
        var pulp = new TestPulp(folder, keepsFolder, collection.BuildServiceProvider());
        await pulp.Get<PulpRuntime>().StartAsync();
        return pulp;
    }

    public static DeclaredFile FileAt(Uri url, string path, ReadOnlySpan<byte> content) =>
        new(path, url, content.Length, new DigestSet(Digest.Sha256(SHA256.HashData(content))));

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task<DemoRepository> RepositoryAsync(string name = "repository", Func<DemoRepository, DemoRepository>? with = null)
    {
        var repository = new DemoRepository { Name = name };
        return await Pulp.CreateAsync(with?.Invoke(repository) ?? repository);
    }

    public async Task<IReadOnlyList<T>> SaveAsync<T>(params T[] units)
        where T : Content
    {
        var type = Get<PulpCatalog>().ContentTypeOf(typeof(T));
        var saved = await Database.WriteAsync(session => session.Contents.SaveAsync(Domain.DefaultId, [.. units.Select(unit => new NewContent(type, unit, type.NaturalKey(unit), []))]));
        return [.. units.Select((unit, i) => (T)(unit with { Id = saved[i].Identity.Id, StoreKey = saved[i].Identity.StoreKey }))];
    }

    public Task<IReadOnlyList<DemoFile>> FilesAsync(params string[] names) => SaveAsync([.. names.Select(name => new DemoFile { Name = name })]);

    /// <summary>Gets the names of the units of a version in order.</summary>
    public async Task<string> NamesAsync(RepositoryVersion version)
    {
        var names = new List<string>();
        await foreach (var file in Pulp.ContentAsync<DemoFile>(version))
            names.Add(file.Text.Length == 0 ? file.Name : $"{file.Name}={file.Text}");
        await foreach (var bundle in Pulp.ContentAsync<DemoBundle>(version))
            names.Add(bundle.Name);
        names.Sort(StringComparer.Ordinal);
        return string.Join(' ', names);
    }

    public async Task<string> NamesAsync(Repository repository) => await NamesAsync(await Pulp.LatestAsync(repository));

    public async Task<string> NumbersAsync(Repository repository)
    {
        var numbers = new List<long>();
        await foreach (var version in Pulp.VersionsAsync(repository))
            numbers.Add(version.Number);
        return string.Join(' ', numbers);
    }

    /// <summary>Syncs without a task, so that failures are seen as they are.</summary>
    public Task<SyncResult> SyncAsync(Repository repository, Remotes.Remote remote, bool mirror = false, CancellationToken cancellationToken = default) =>
        Get<SyncRunner>().RunAsync(
            new SyncArguments(repository.Id, remote.Id, mirror), new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), cancellationToken);

    public async Task<long> CountAsync(string sql) => (await Database.ReadAsync(session => ((SqlSession)session).NumberAsync(sql))).GetValueOrDefault();

    public int StagedFiles() => Directory.GetFiles(Path.Combine(Folder, "storage", "tmp"), "*", SearchOption.AllDirectories).Length;

    /// <summary>Asserts that a sync that ended badly left nothing behind.</summary>
    public async Task AssertNothingLeftAsync()
    {
        Assert.That(await CountAsync("SELECT count(*) FROM repository_version WHERE state <> 0"), Is.Zero, "drafts");
        Assert.That(await CountAsync("SELECT count(*) FROM repository_content m WHERE NOT EXISTS (SELECT 1 FROM repository_version v WHERE v.repository_id = m.repository_id AND v.ordinal = m.added)"), Is.Zero, "rows of drafts");
        Assert.That(StagedFiles(), Is.Zero, "staged files");
    }

    public bool FilesHold(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return Directory.GetFiles(Folder, "pulp.db*").Any(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(wanted) >= 0;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (!keepsFolder && Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
