using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Access;
using Pulp.AspNetCore;
using Pulp.Data;
using Pulp.Plugins.Container.Models;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Runs a server with the container plugin in a temporary folder.</summary>
internal sealed class RegistryHost : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly string folder;
    private readonly WebApplication app;
    private readonly Action<IServiceCollection>? configure;
    private bool isStopped;

    private RegistryHost(string folder, WebApplication app, Action<IServiceCollection>? configure)
    {
        this.folder = folder;
        this.app = app;
        this.configure = configure;
    }

    public Uri Url { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    public IPulpDatabase Database => Services.GetRequiredService<IPulpDatabase>();

    public PulpCatalog Catalog => Services.GetRequiredService<PulpCatalog>();

    public static Task<RegistryHost> StartAsync(Action<IServiceCollection>? configure = null) => StartAsync(Directory.CreateTempSubdirectory("pulp-registry-").FullName, configure);

    /// <summary>Stops this server and starts another on what it left; the caller disposes the other one.</summary>
    public async Task<RegistryHost> RestartAsync()
    {
        await StopAsync();
        return await StartAsync(folder, configure);
    }

    private static async Task<RegistryHost> StartAsync(string root, Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.AddPulp(options => options.WorkingFolder = Path.Combine(root, "work")).UseFolder(root).AddPlugin<ContainerPlugin>().AddWeb();
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
        return new RegistryHost(root, server, configure) { Url = url, Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = url } };
    }

    public async Task<T> CreateAsync<T>(T resource, long? ownerId = null)
        where T : Resource
    {
        var outcome = await Services.GetRequiredService<ResourceChanges>().CreateAsync(resource, ownerId);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(outcome.ToString());
    }

    public async Task<(ContainerRepository Repository, ContainerDistribution Distribution)> CreateRepositoryAsync(string name, bool isPrivate = false, long? ownerId = null)
    {
        var repository = await CreateAsync(new ContainerRepository { Name = name }, ownerId);
        return (repository, await CreateAsync(new ContainerDistribution { Name = name, BasePath = name, Repository = repository.Id, Private = isPrivate }, ownerId));
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

    public Task<RepositoryVersion?> LatestAsync(string name) => Database.ReadAsync(async session =>
        await session.Resources.FindAsync(ResourceKind.Repository, Domains.Domain.DefaultId, name) is { } repository ? await session.Versions.FindAsync(repository.Id) : null);

    public Task<HttpResponseMessage> GetAsync(string path, string? user = null, string? accept = null) => SendAsync(HttpMethod.Get, path, user: user, accept: accept);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? user = "admin", string password = Password, string? bearer = null, string? accept = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        else if (user is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                content!.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async Task<JsonElement> GetJsonAsync(string path, string? user = "admin")
    {
        using var answer = await GetAsync(path, user);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public Task FlushPullThroughAsync() => Services.GetRequiredService<Pulp.Serving.PullThrough>().FlushAsync();

    /// <summary>Sends a request as the administrator, or as nobody, with a target that no client would leave as it is.</summary>
    public async Task<(int Status, string Head, string Body)> SendRawAsync(string method, string target, bool isAdmin = true)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Url.Port);
        await using var stream = socket.GetStream();
        var login = isAdmin ? $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Password}"))}\r\n" : "";
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {Url.Authority}\r\nConnection: close\r\nContent-Length: 0\r\n{login}\r\n"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync();
        var parts = answer.Split("\r\n\r\n", 2);
        return (int.Parse(answer.AsSpan(9, 3), null), parts[0], parts[1]);
    }

    /// <summary>Gets where the records of open uploads lie.</summary>
    public string UploadRecords => Path.Combine(folder, "work", "container-uploads");

    /// <summary>Counts files that were begun and are neither stored nor removed.</summary>
    public int CountLeftovers() => Leftovers().Count();

    /// <summary>Loses the bytes that were begun.</summary>
    public void RemoveLeftovers()
    {
        foreach (var path in Leftovers())
            File.Delete(path);
    }

    public async ValueTask DisposeAsync()
    {
        if (isStopped)
            return;
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private IEnumerable<string> Leftovers() => Directory.EnumerateFiles(Path.Combine(folder, "storage", "tmp"));

    private async Task StopAsync()
    {
        isStopped = true;
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
