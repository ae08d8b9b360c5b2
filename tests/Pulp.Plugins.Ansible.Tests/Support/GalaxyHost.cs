using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Access;
using Pulp.Artifacts;
using Pulp.AspNetCore;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Domains;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Runs a server with the Ansible plugin in a temporary folder.</summary>
internal sealed class GalaxyHost : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly string folder;
    private readonly WebApplication app;

    private GalaxyHost(string folder, WebApplication app)
    {
        this.folder = folder;
        this.app = app;
    }

    public Uri Url { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    public IPulpDatabase Database => Services.GetRequiredService<IPulpDatabase>();

    public PulpCatalog Catalog => Services.GetRequiredService<PulpCatalog>();

    public static async Task<GalaxyHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var root = Directory.CreateTempSubdirectory("pulp-galaxy-").FullName;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.AddPulp(options => options.WorkingFolder = Path.Combine(root, "work")).UseFolder(root).AddPlugin<AnsiblePlugin>().AddWeb();
        builder.Services.Configure<AdministratorOptions>(options =>
        {
            options.IsEnabled = true;
            options.Password = Password;
        });
        configure?.Invoke(builder.Services);
        var server = builder.Build();
        server.UsePulp();
        server.MapPulp();
        await server.StartAsync();
        var url = new Uri(server.Urls.Single() + "/");
        return new GalaxyHost(root, server) { Url = url, Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = url } };
    }

    public async Task<T> CreateAsync<T>(T resource, long? ownerId = null)
        where T : Resource
    {
        var outcome = await Services.GetRequiredService<ResourceChanges>().CreateAsync(resource, ownerId);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(outcome.ToString());
    }

    public async Task<T> UpdateAsync<T>(T resource)
        where T : Resource
    {
        var outcome = await Services.GetRequiredService<ResourceChanges>().UpdateAsync(resource);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(outcome.ToString());
    }

    /// <summary>Makes a repository and a distribution of one name.</summary>
    public async Task<AnsibleRepository> CreateRepositoryAsync(string name, bool isPrivate = false)
    {
        var repository = await CreateAsync(new AnsibleRepository { Name = name, Private = isPrivate });
        await CreateAsync(new AnsibleDistribution { Name = name, BasePath = name, Repository = repository.Id });
        return repository;
    }

    /// <summary>Adds units to a repository; a collection version gets a file, whose bytes are its digest's.</summary>
    public Task<RepositoryVersion?> AddAsync(Repository repository, params Content[] units) => Services.GetRequiredService<RepositoryChanges>().AddAsync(repository.Id, async session =>
    {
        var rows = new List<NewContent>();
        foreach (var unit in units)
        {
            var type = Catalog.ContentTypeOf(unit);
            rows.Add(new NewContent(type, unit, type.NaturalKey(unit), await FilesAsync(session, unit)));
        }

        var saved = await session.Contents.SaveAsync(Domain.DefaultId, rows);
        return [.. units.Zip(saved, (unit, row) => unit with { Id = row.Identity.Id, StoreKey = row.Identity.StoreKey })];
    });

    public async Task<StoredArtifact> StoreAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await Services.GetRequiredService<ArtifactIngest>().StoreAsync(stream, Domain.DefaultId);
    }

    /// <summary>Makes a collection version whose file is stored.</summary>
    public async Task<CollectionVersion> CollectionAsync(string fullName, string version, params (string Name, string Range)[] dependencies)
    {
        var parts = fullName.Split('.');
        var bytes = Encoding.UTF8.GetBytes($"{fullName} {version}{string.Concat(dependencies.Select(dependency => $" {dependency.Name}{dependency.Range}"))}");
        await StoreAsync(bytes);
        return new CollectionVersion
        {
            Namespace = parts[0],
            Name = parts[1],
            Version = version,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Size = bytes.Length,
            Authors = ["A <a@example.com>"],
            Description = $"About {fullName}",
            License = ["MIT"],
            Tags = ["linux", "tools"],
            OriginRepository = "https://example.com/repository",
            RequiresAnsible = ">=2.14",
            Dependencies = dependencies.ToDictionary(dependency => dependency.Name, dependency => dependency.Range),
        };
    }

    public Task<User> CreateUserAsync(string name) => Database.WriteAsync(
        async session => await session.Access.Users.InsertAsync(new User { Username = name, PasswordHash = PasswordHash.Create(Password) }) ?? throw new InvalidOperationException(name));

    /// <summary>Gives a user a role, on everything or on one object.</summary>
    public Task GrantAsync(User user, string role, Resource? on = null) => Database.WriteAsync(async session =>
    {
        var prn = on is null ? null : Catalog.ResourceTypeOf(on).PrnOf(on.Id);
        await session.Access.Grants.AddAsync(new Grant(Guid.Empty, user.Id, null, role, on?.Id.ToString(), prn, default));
        return true;
    });

    public Task<HttpResponseMessage> GetAsync(string path, string? user = null) => SendAsync(HttpMethod.Get, path, user: user);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? user = "admin", string password = Password, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        else if (user is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return await Client.SendAsync(request);
    }

    public async Task<JsonElement> GetJsonAsync(string path, string? user = null)
    {
        using var answer = await GetAsync(path, user);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async ValueTask<IReadOnlyList<NewContentFile>> FilesAsync(IStoreSession session, Content unit)
    {
        if (unit is not CollectionVersion collection)
            return [];
        Assert.That(Digests.Digest.TryParse(Digests.DigestAlgorithm.Sha256, collection.Sha256, out var digest), Is.True);
        var found = await session.Artifacts.FindAsync(Domain.DefaultId, [digest]);
        return [new NewContentFile(collection.FileName(), found[collection.Sha256].StoreKey, [])];
    }
}
