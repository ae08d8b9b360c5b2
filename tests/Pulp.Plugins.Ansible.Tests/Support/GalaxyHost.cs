using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Domains;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Hosting;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Runs a server with the Ansible plugin in a temporary folder.</summary>
internal sealed class GalaxyHost : PulpTestHost
{
    private Action<IServiceCollection>? configure;

    private GalaxyHost(string? folder = null)
        : base(folder)
    {
    }

    public static Task<GalaxyHost> StartAsync(Action<IServiceCollection>? configure = null) => StartAsync(new GalaxyHost { configure = configure }, configure);

    /// <summary>Stops the server and starts one with the same folder.</summary>
    public async Task<GalaxyHost> RestartAsync()
    {
        await LeaveAsync();
        return await StartAsync(new GalaxyHost(Folder) { configure = configure }, configure);
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

    /// <summary>Adds a role with its archive as it is, whatever the archive says.</summary>
    public Task<RepositoryVersion?> AddAsync(Repository repository, Role role, StoredArtifact archive) => Services.GetRequiredService<RepositoryChanges>().AddAsync(repository.Id, async session =>
    {
        var type = Catalog.ContentTypeOf(role);
        var saved = await session.Contents.SaveAsync(Domain.DefaultId, [new NewContent(type, role, type.NaturalKey(role), [new NewContentFile(role.FileName(), archive.StoreKey, [])])]);
        return [role with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
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

    public Task<HttpResponseMessage> GetAsync(string path, string? user = null) => SendAsync(HttpMethod.Get, path, user: user);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? user = "admin", string password = Password, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        else if (user is not null)
            request.Headers.Authorization = Login(user, password);
        return await Client.SendAsync(request);
    }

    public async Task<JsonElement> GetJsonAsync(string path, string? user = null)
    {
        using var answer = await GetAsync(path, user);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    protected override void Add(PulpBuilder pulp) => pulp.UseFolder(Folder).AddPlugin<AnsiblePlugin>();

    private static async ValueTask<IReadOnlyList<NewContentFile>> FilesAsync(IStoreSession session, Content unit)
    {
        if (unit is not CollectionVersion collection)
            return [];
        Assert.That(Digests.Digest.TryParse(Digests.DigestAlgorithm.Sha256, collection.Sha256, out var digest), Is.True);
        var found = await session.Artifacts.FindAsync(Domain.DefaultId, [digest]);
        return [new NewContentFile(collection.FileName(), found[collection.Sha256].StoreKey, [])];
    }
}
