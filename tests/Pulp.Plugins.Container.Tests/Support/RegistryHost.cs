using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Plugins.Container.Models;
using Pulp.Testing.Hosting;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Runs a server with the container plugin in a temporary folder.</summary>
internal sealed class RegistryHost : PulpTestHost
{
    private readonly Action<IServiceCollection>? configure;

    private RegistryHost(string? folder, Action<IServiceCollection>? configure)
        : base(folder) => this.configure = configure;

    public static Task<RegistryHost> StartAsync(Action<IServiceCollection>? configure = null) => StartAsync(new RegistryHost(folder: null, configure), configure);

    /// <summary>Stops this server and starts another on what it left; the caller disposes the other one.</summary>
    public async Task<RegistryHost> RestartAsync()
    {
        await LeaveAsync();
        return await StartAsync(new RegistryHost(Folder, configure), configure);
    }

    public async Task<(ContainerRepository Repository, ContainerDistribution Distribution)> CreateRepositoryAsync(string name, bool isPrivate = false, long? ownerId = null)
    {
        var repository = await CreateAsync(new ContainerRepository { Name = name }, ownerId);
        return (repository, await CreateAsync(new ContainerDistribution { Name = name, BasePath = name, Repository = repository.Id, Private = isPrivate }, ownerId));
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? user = null, string? accept = null) => SendAsync(HttpMethod.Get, path, user: user, accept: accept);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? user = "admin", string password = Password, string? bearer = null, string? accept = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        else if (user is not null)
            request.Headers.Authorization = Login(user, password);
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
        var login = isAdmin ? $"Authorization: {Login("admin")}\r\n" : "";
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {Url.Authority}\r\nConnection: close\r\nContent-Length: 0\r\n{login}\r\n"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync();
        var parts = answer.Split("\r\n\r\n", 2);
        return (int.Parse(answer.AsSpan(9, 3), null), parts[0], parts[1]);
    }

    /// <summary>Gets where the records of open uploads lie.</summary>
    public string UploadRecords => Path.Combine(Folder, "work", "container-uploads");

    /// <summary>Counts files with bytes that came and are neither stored nor removed; an upload that was only begun has an empty one.</summary>
    public int CountLeftovers() => Leftovers().Count(path => new FileInfo(path) is { Exists: true, Length: > 0 });

    /// <summary>Loses the bytes that were begun.</summary>
    public void RemoveLeftovers()
    {
        foreach (var path in Leftovers())
            File.Delete(path);
    }

    protected override void Add(PulpBuilder pulp) => pulp.UseFolder(Folder).AddPlugin<ContainerPlugin>();
}
