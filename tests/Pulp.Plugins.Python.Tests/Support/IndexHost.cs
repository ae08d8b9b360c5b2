using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Access;
using Pulp.AspNetCore;
using Pulp.Data;
using Pulp.Distributions;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Runs a server with the Python plugin in a temporary folder.</summary>
internal sealed partial class IndexHost : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly string folder;
    private readonly WebApplication app;

    private IndexHost(string folder, WebApplication app)
    {
        this.folder = folder;
        this.app = app;
    }

    public Uri Url { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    public IPulpDatabase Database => Services.GetRequiredService<IPulpDatabase>();

    public static async Task<IndexHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var root = Directory.CreateTempSubdirectory("pulp-index-").FullName;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.AddPulp(options =>
        {
            options.WorkingFolder = Path.Combine(root, "work");
            options.PullThroughWindow = TimeSpan.FromMilliseconds(20);
        }).UseFolder(root).AddPlugin<PythonPlugin>().AddWeb();
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
        return new IndexHost(root, server) { Url = url, Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = url } };
    }

    public async Task<T> CreateAsync<T>(T resource, long? ownerId = null)
        where T : Resource
    {
        var outcome = await Services.GetRequiredService<ResourceChanges>().CreateAsync(resource, ownerId);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(outcome.ToString());
    }

    public async Task<(PythonRepository Repository, PythonDistribution Distribution)> CreateIndexAsync(
        string basePath = "main", Func<PythonRepository, PythonRepository>? repository = null, Func<PythonDistribution, PythonDistribution>? distribution = null)
    {
        var plain = new PythonRepository { Name = basePath };
        var created = await CreateAsync(repository?.Invoke(plain) ?? plain);
        var served = new PythonDistribution { Name = basePath, BasePath = basePath, Repository = created.Id };
        return (created, await CreateAsync(distribution?.Invoke(served) ?? served));
    }

    public Task<User> CreateUserAsync(string name) => Database.WriteAsync(
        async session => await session.Access.Users.InsertAsync(new User { Username = name, PasswordHash = PasswordHash.Create(Password) }) ?? throw new InvalidOperationException(name));

    public Task<RepositoryVersion?> LatestAsync(Guid repositoryId) => Database.ReadAsync(session => session.Versions.FindAsync(repositoryId));

    public async Task<long> CountFilesAsync(Guid repositoryId) => (await LatestAsync(repositoryId))!.Summary.Present.GetValueOrDefault("python.python");

    public async Task<HttpResponseMessage> GetAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? user = "admin", string password = Password)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (user is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> UploadAsync(TwineForm form, string path = "pypi/main/legacy/", string? user = "admin", string password = Password) =>
        SendAsync(HttpMethod.Post, path, form.ToContent(), user, password);

    /// <summary>Counts files that were begun and are neither stored nor removed.</summary>
    public int CountLeftovers() => Directory.EnumerateFiles(Path.Combine(folder, "storage", "tmp")).Count();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public static string Sha256Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

}
