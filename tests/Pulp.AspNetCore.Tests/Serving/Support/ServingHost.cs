using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Artifacts;
using Pulp.Data;
using Pulp.Digests;
using Pulp.Distributions;
using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Serving;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.AspNetCore.Tests.Serving.Support;

/// <summary>
/// A server with content app and plugins' endpoints on a free port, with a database and files of its own.
/// </summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private readonly string folder;
    private readonly Action<PulpOptions>? configure;
    private readonly TimeProvider? time;
    private readonly string[] proxies;
    private WebApplication application = null!;
    private PulpPlugin plugin = new ServedPlugin();
    private int names;

    private ServingHost(string folder, Action<PulpOptions>? configure, TimeProvider? time, string[] proxies)
    {
        this.proxies = proxies;
        this.folder = folder;
        this.configure = configure;
        this.time = time;
    }

    public Uri Url { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => application.Services;

    public IPulpDatabase Database => Services.GetRequiredService<IPulpDatabase>();

    public string Media => Path.Combine(folder, "storage");

    public static async Task<ServingHost> StartAsync(Action<PulpOptions>? configure = null, TimeProvider? time = null, params string[] proxies)
    {
        var host = new ServingHost(Directory.CreateTempSubdirectory("pulp-serving-").FullName, configure, time, proxies);
        await host.StartAsync();
        return host;
    }

    /// <summary>Stops the server and starts it with the same database and files.</summary>
    /// <param name="with">The plugin that is loaded from now on; null for the same as before.</param>
    public async Task RestartAsync(PulpPlugin? with = null)
    {
        await StopAsync();
        plugin = with ?? plugin;
        await StartAsync();
    }

    public static string Sha256Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static byte[] BytesOf(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };

    public async Task<T> CreateAsync<T>(T resource)
        where T : Resource
    {
        var outcome = await Services.GetRequiredService<ResourceChanges>().CreateAsync(resource);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(Describe(outcome));
    }

    public async Task<T> UpdateAsync<T>(T resource)
        where T : Resource
    {
        var outcome = await Services.GetRequiredService<ResourceChanges>().UpdateAsync(resource);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(Describe(outcome));
    }

    public Task DeleteAsync(Guid id) => Services.GetRequiredService<ResourceChanges>().DeleteAsync(id);

    public Task<ServedRepository> NewRepositoryAsync() => CreateAsync(new ServedRepository { Name = NewName() });

    public Task<ServedRemote> NewRemoteAsync(Uri url, DownloadPolicy policy = DownloadPolicy.OnDemand, int retries = 0) =>
        CreateAsync(new ServedRemote { Name = NewName(), Url = url.AbsoluteUri, Policy = policy, MaxRetries = retries });

    public Task<PlainDistribution> ServeAsync(string basePath, Repository repository, Guid? guard = null, bool hidden = false) =>
        CreateAsync(new PlainDistribution { Name = NewName(), BasePath = basePath, Repository = repository.Id, ContentGuard = guard, Hidden = hidden });

    public Task<SampleGuard> NewGuardAsync(string? refusal) => CreateAsync(new SampleGuard { Name = NewName(), Refusal = refusal });

    public string NewName() => $"name-{Interlocked.Increment(ref names)}";

    /// <summary>Adds stored files to a repository as one version.</summary>
    public async Task<RepositoryVersion?> AddAsync(Repository repository, params (string Path, byte[] Bytes)[] files)
    {
        var ingest = Services.GetRequiredService<ArtifactIngest>();
        var ids = new List<Guid>();
        foreach (var (path, bytes) in files)
        {
            using var stream = new MemoryStream(bytes);
            var artifact = await ingest.StoreAsync(stream, repository.DomainId);
            ids.Add(await SaveAsync(repository, path, artifact.Sha256, artifact.StoreKey, []));
        }

        return await ModifyAsync(repository, new RepositoryChange { Add = ids });
    }

    /// <summary>Adds a promised file to a repository.</summary>
    public async Task<RepositoryVersion?> PromiseAsync(Repository repository, string path, byte[] bytes, params (Remote Remote, Uri Url)[] sources)
    {
        var sha256 = Digest.Sha256(SHA256.HashData(bytes));
        var promises = sources.Select(source => new RemoteArtifact { Url = source.Url, RemoteId = source.Remote.Id, Size = bytes.Length, Digests = new DigestSet(sha256) }).ToList();
        return await ModifyAsync(repository, new RepositoryChange { Add = [await SaveAsync(repository, path, sha256.Hex, null, promises)] });
    }

    public Task<RepositoryVersion?> ModifyAsync(Repository repository, RepositoryChange change) =>
        Services.GetRequiredService<RepositoryChanges>().ModifyAsync(repository.Id, change);

    public Task<Publication> PublishAsync(RepositoryVersion version) =>
        Services.GetRequiredService<PublicationRunner>().PublishAsync(new ServedPublication { RepositoryVersion = version.Id });

    public async Task<ContentArtifact?> FileAsync(Repository repository, string path)
    {
        return await Database.ReadAsync(async session =>
            await session.Versions.FindAsync(repository.Id) is { } version ? await session.Memberships.FindFileAsync(version, path) : null);
    }

    public async Task<RepositoryVersion> LatestAsync(Repository repository) => (await Database.ReadAsync(session => session.Versions.FindAsync(repository.Id)))!;

    /// <summary>Sends a request line as it is.</summary>
    public async Task<(int Status, string Head, string Body)> SendRawAsync(string target, string method = "GET")
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Url.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {Url.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync();
        var parts = answer.Split("\r\n\r\n", 2);
        return (int.Parse(answer.AsSpan(9, 3), null), parts[0], parts[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Services.AddPulp(options =>
        {
            options.WorkingFolder = Path.Combine(folder, "work");
            configure?.Invoke(options);
        }).UseFolder(folder).AddPlugin(plugin);
        builder.Services.Configure<DownloadOptions>(options => options.RetryBaseDelay = TimeSpan.FromMilliseconds(1));
        builder.Services.AddPulpServing();
        application = builder.Build();
        application.UseForwardedClientCertificates([.. proxies.Select(IPNetwork.Parse)]);
        application.UsePulp();
        application.MapPulpContent();
        application.MapPulpEndpoints();
        await application.StartAsync();
        Url = new Uri(application.Urls.First());
        Client = NewClient();
    }

    private async Task StopAsync()
    {
        Client.Dispose();
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static string Describe(ChangeOutcome outcome) =>
        outcome is ChangeOutcome.Invalid invalid ? string.Join("; ", invalid.Errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}")) : outcome.ToString()!;

    private async Task<Guid> SaveAsync(Repository repository, string path, string sha256, long? artifact, IReadOnlyList<RemoteArtifact> sources)
    {
        var type = Services.GetRequiredService<PulpCatalog>().ContentTypeOf(typeof(ServedUnit));
        var unit = new ServedUnit { Path = path, Sha256 = sha256 };
        var saved = await Database.WriteAsync(session =>
            session.Contents.SaveAsync(repository.DomainId, [new NewContent(type, unit, type.NaturalKey(unit), [new NewContentFile(path, artifact, sources)])]));
        return saved[0].Identity.Id;
    }
}
