using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Distributions;
using Pulp.Plugins.Python.Models;
using Pulp.Testing.Hosting;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Runs a server with the Python plugin in a temporary folder.</summary>
internal sealed partial class IndexHost : PulpTestHost
{
    public static Task<IndexHost> StartAsync(Action<IServiceCollection>? configure = null) => StartAsync(new IndexHost(), services =>
    {
        services.Configure<PulpOptions>(options => options.PullThroughWindow = TimeSpan.FromMilliseconds(20));
        configure?.Invoke(services);
    });

    public async Task<(PythonRepository Repository, PythonDistribution Distribution)> CreateIndexAsync(
        string basePath = "main", Func<PythonRepository, PythonRepository>? repository = null, Func<PythonDistribution, PythonDistribution>? distribution = null)
    {
        var plain = new PythonRepository { Name = basePath };
        var created = await CreateAsync(repository?.Invoke(plain) ?? plain);
        var served = new PythonDistribution { Name = basePath, BasePath = basePath, Repository = created.Id };
        return (created, await CreateAsync(distribution?.Invoke(served) ?? served));
    }

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
            request.Headers.Authorization = Login(user, password);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> UploadAsync(TwineForm form, string path = "pypi/main/legacy/", string? user = "admin", string password = Password) =>
        SendAsync(HttpMethod.Post, path, form.ToContent(), user, password);

    /// <summary>Counts files that were begun and are neither stored nor removed.</summary>
    public int CountLeftovers() => Leftovers().Count;

    public static string Sha256Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    protected override void Add(PulpBuilder pulp) => pulp.UseFolder(Folder).AddPlugin<PythonPlugin>();
}
