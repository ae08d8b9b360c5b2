using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Secrets;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Testing.Samples;
using Pulp.Testing.Time;

namespace Pulp.Core.Tests.Support;

/// <summary>A real database and a real storage in a temporary folder, with the types of the sample plugin.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private ServiceProvider services;

    public StoreFixture()
    {
        Folder = Directory.CreateTempSubdirectory("pulp-store-").FullName;
        Options = Microsoft.Extensions.Options.Options.Create(new PulpOptions { WorkingFolder = Path.Join(Folder, "work") });
        Catalog = PulpCatalog.Create(new SamplePlugin());
        services = NewServices();
        FileStorage = new FileSystemStorage(new FileSystemStorageOptions { Root = Path.Join(Folder, "storage") }, Time);
        Storage = FileStorage;
        Ingest = new ArtifactIngest(Storage, Database, Options);
    }

    public string Folder { get; }

    public ManualTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IOptions<PulpOptions> Options { get; }

    public PulpCatalog Catalog { get; }

    public IPulpDatabase Database => services.GetRequiredService<IPulpDatabase>();

    public FileSystemStorage FileStorage { get; }

    public IArtifactStorage Storage { get; }

    public ArtifactIngest Ingest { get; }

    public TaskContext Context { get; } = new(new PulpTask { Id = Guid.NewGuid(), Name = "test" });

    public static async Task<StoreFixture> OpenAsync()
    {
        var fixture = new StoreFixture();
        await fixture.Database.InitializeAsync();
        return fixture;
    }

    public static byte[] BytesOf(string text) => Encoding.UTF8.GetBytes(text);

    public static Digest DigestOf(byte[] bytes) => Digest.Sha256(System.Security.Cryptography.SHA256.HashData(bytes));

    public string PathOf(Digest digest) => Path.Join(Folder, "storage", "artifact", digest.Hex[..2], digest.Hex[2..]);

    public string PathOf(StoredArtifact artifact) => PathOf(Digest.TryParse(DigestAlgorithm.Sha256, artifact.Sha256, out var digest) ? digest : default);

    public async Task<StoredArtifact> StoreAsync(string text)
    {
        using var stream = new MemoryStream(BytesOf(text));
        return await Ingest.StoreAsync(stream, Domain.DefaultId);
    }

    public Task<StoredArtifact?> FindAsync(Digest digest) => Database.ReadAsync(async session =>
        (await session.Artifacts.FindAsync(Domain.DefaultId, [digest])).GetValueOrDefault(digest.Hex));

    public Task<SampleRepository> CreateRepositoryAsync(string name) => Database.WriteAsync(async session =>
    {
        var saved = (ResourceOutcome.Saved)await session.Resources.InsertAsync(new SampleRepository { Name = name });
        await session.Versions.CreateFirstAsync(saved.Resource.Id);
        return (SampleRepository)saved.Resource;
    });

    public async Task<SampleRemote> CreateRemoteAsync() => (SampleRemote)((ResourceOutcome.Saved)await Database.WriteAsync(
        session => session.Resources.InsertAsync(new SampleRemote { Name = "remote", Url = "https://upstream.example/" }))).Resource;

    /// <summary>Saves a unit with one file.</summary>
    public Task<Membership> SaveUnitAsync(string name, StoredArtifact artifact, params IReadOnlyList<RemoteArtifact> sources)
    {
        var file = new SampleFile { Name = name, Version = "1", Sha256 = artifact.Sha256 };
        return SaveUnitAsync(file, file.RelativePath, artifact, sources);
    }

    public Task<Membership> SaveUnitAsync(Content content, string relativePath, StoredArtifact artifact, IReadOnlyList<RemoteArtifact> sources) => Database.WriteAsync(async session =>
    {
        var type = Catalog.ContentTypeOf(content);
        var saved = await session.Contents.SaveAsync(Domain.DefaultId, [new NewContent(type, content, type.NaturalKey(content), [new NewContentFile(relativePath, artifact.StoreKey, sources)])]);
        return new Membership(saved[0].Identity.StoreKey, saved[0].Identity.Id, type, type.RepositoryKey(content), type.GroupKey(content));
    });

    public Task<RepositoryVersion?> ChangeAsync(Guid repository, Membership[]? add = null, Membership[]? remove = null) => Database.WriteAsync(async session =>
    {
        var draft = await session.Versions.BeginAsync(repository, staged: false);
        await session.Memberships.RemoveAsync(draft, [.. (remove ?? []).Select(unit => unit.ContentKey)]);
        await session.Memberships.AddAsync(draft, add ?? []);
        return await session.Versions.CompleteAsync(draft);
    });

    public Task<ContentArtifact> FileOfAsync(Membership unit) => Database.ReadAsync(async session =>
        (await session.Contents.GetFilesAsync([unit.ContentKey])).SelectMany(files => files).Single());

    public Task<IReadOnlyList<Content>> UnitsAsync(params IReadOnlyList<Membership> units) =>
        Database.ReadAsync(session => session.Contents.GetAsync([.. units.Select(unit => unit.ContentId)]));

    /// <summary>Closes the database, so that a test can damage it. What was made with the old one is of no use any more.</summary>
    public async Task CloseDatabaseAsync() => await services.DisposeAsync();

    public async Task ReopenDatabaseAsync()
    {
        services = NewServices();
        await Database.InitializeAsync();
    }

    private ServiceProvider NewServices()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddSingleton(Catalog);
        collection.AddSingleton<ISecretProtector>(new AesSecretProtector(new byte[32]));
        collection.AddPulpSqlite(options => options.DatabasePath = Path.Join(Folder, "pulp.db"));
        return collection.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        FileStorage.Dispose();
        await services.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
