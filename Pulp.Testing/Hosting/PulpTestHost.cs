using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Access;
using Pulp.AspNetCore;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Testing.Hosting;

/// <summary>
/// Runs a whole server in the process of a test, on a free loopback port and in a temporary folder. Tests of a plugin derive from it.
/// </summary>
/// <remarks>The administrator is <c>admin</c>; all users that a test makes have <see cref="Password"/>.</remarks>
public abstract class PulpTestHost : IAsyncDisposable
{
    /// <summary>The password of every user.</summary>
    public const string Password = "correct horse";

    private readonly ConcurrentBag<RestClient> clients = [];
    private WebApplication? app;
    private bool isLeft;

    /// <summary>Initializes a host that is not running yet.</summary>
    /// <param name="folder">The folder that another host has left; null for a new one.</param>
    protected PulpTestHost(string? folder = null) => Folder = folder ?? Directory.CreateTempSubdirectory("pulp-test-").FullName;

    /// <summary>Gets the folder of the database and the files; it is deleted with the host.</summary>
    public string Folder { get; }

    /// <summary>Gets the address, with a slash at its end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Gets a client that follows no redirects, keeps no cookies and logs in as nobody.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Gets the services.</summary>
    public IServiceProvider Services => app?.Services ?? throw new InvalidOperationException("The host is not running.");

    /// <summary>Gets the database.</summary>
    public IPulpDatabase Database => Services.GetRequiredService<IPulpDatabase>();

    /// <summary>Gets the registered types.</summary>
    public PulpCatalog Catalog => Services.GetRequiredService<PulpCatalog>();

    /// <summary>Makes the header with which a user logs in by HTTP Basic.</summary>
    /// <param name="username">The user's name.</param>
    /// <param name="password">The password.</param>
    /// <returns>The header's value.</returns>
    public static AuthenticationHeaderValue Login(string username, string password = Password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));

    /// <summary>Makes a resource.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <param name="ownerId">The user who becomes its owner; null for none.</param>
    /// <returns>The resource as it was saved.</returns>
    /// <exception cref="InvalidOperationException">It is refused.</exception>
    public async Task<T> CreateAsync<T>(T resource, long? ownerId = null)
        where T : Resource => Require<T>(await Services.GetRequiredService<ResourceChanges>().CreateAsync(resource, ownerId));

    /// <summary>Changes a resource.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">A changed copy.</param>
    /// <returns>The resource as it was saved.</returns>
    /// <exception cref="InvalidOperationException">It is refused.</exception>
    public async Task<T> UpdateAsync<T>(T resource)
        where T : Resource => Require<T>(await Services.GetRequiredService<ResourceChanges>().UpdateAsync(resource));

    /// <summary>Makes a user.</summary>
    /// <param name="name">The user's name.</param>
    /// <returns>The user.</returns>
    public Task<User> CreateUserAsync(string name) => Database.WriteAsync(
        async session => await session.Access.Users.InsertAsync(new User { Username = name, PasswordHash = PasswordHash.Create(Password) }) ?? throw new InvalidOperationException(name));

    /// <summary>Makes what calls the REST API.</summary>
    /// <param name="username">The user who logs in; null for nobody.</param>
    /// <returns>The client; it is disposed with the host, if not before.</returns>
    public RestClient CreateRestClient(string? username = null)
    {
        var http = NewHttpClient();
        http.DefaultRequestHeaders.Authorization = username is null ? null : Login(username);
        var client = new RestClient(http, task => Services.GetRequiredService<TaskDispatcher>().WaitAsync(task));
        clients.Add(client);
        return client;
    }

    /// <summary>Gives a user a role, on everything or on one object.</summary>
    /// <param name="user">The user.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="on">The object; null for everything.</param>
    /// <returns>A task that completes when it holds.</returns>
    public Task GrantAsync(User user, string role, Resource? on = null) => Database.WriteAsync(async session =>
    {
        var prn = on is null ? null : Catalog.ResourceTypeOf(on).PrnOf(on.Id);
        await session.Access.Grants.AddAsync(new Grant(Guid.Empty, user.Id, null, role, on?.Id.ToString(), prn, default));
        return true;
    });

    /// <summary>Gets the latest version of a repository.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <returns>The version; null when there is no such repository.</returns>
    public Task<RepositoryVersion?> LatestAsync(Guid repositoryId) => Database.ReadAsync(session => session.Versions.FindAsync(repositoryId));

    /// <summary>Gets the latest version of a repository of the default domain.</summary>
    /// <param name="name">The repository's name.</param>
    /// <returns>The version; null when there is no such repository.</returns>
    public Task<RepositoryVersion?> LatestAsync(string name) => Database.ReadAsync(async session =>
        await session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, name) is { } repository ? await session.Versions.FindAsync(repository.Id) : null);

    /// <summary>Gets the files that were begun and are neither stored nor removed.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> Leftovers() => Path.Combine(Folder, "storage", "tmp") is var staging && Directory.Exists(staging) ? Directory.GetFiles(staging) : [];

    /// <summary>Stops the server and deletes its folder.</summary>
    /// <returns>A task that completes when both are done.</returns>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync();
        if (!isLeft)
            Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Stops the server and leaves its folder to another host.</summary>
    /// <returns>A task that completes when it stands.</returns>
    protected Task LeaveAsync()
    {
        isLeft = true;
        return StopAsync();
    }

    /// <summary>Starts the server.</summary>
    /// <typeparam name="THost">The type of the host.</typeparam>
    /// <param name="host">A new host.</param>
    /// <param name="configure">Changes the services after all others were added.</param>
    /// <returns>The host, which answers now and is the caller's to dispose.</returns>
    protected static async Task<THost> StartAsync<THost>(THost host, Action<IServiceCollection>? configure = null)
        where THost : PulpTestHost
    {
        try
        {
            await host.RunAsync(configure);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds plugins, a database and a place for bytes, for example <c>pulp.UseFolder(Folder).AddPlugin&lt;MyPlugin&gt;()</c> with the package Pulp.Data.</summary>
    /// <param name="pulp">What they are added to.</param>
    protected abstract void Add(PulpBuilder pulp);

    private static T Require<T>(ChangeOutcome outcome)
        where T : Resource => outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(outcome.ToString());

    private HttpClient NewHttpClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };

    private async Task RunAsync(Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        var pulp = builder.Services.AddPulp(options => options.WorkingFolder = Path.Combine(Folder, "work"));
        Add(pulp);
        pulp.AddWeb();
        builder.Services.Configure<AdministratorOptions>(options =>
        {
            options.IsEnabled = true;
            options.Password = Password;
        });
        configure?.Invoke(builder.Services);
        app = builder.Build();
        app.UseForwardedClientCertificates();
        app.UsePulp();
        app.MapPulp();
        await app.StartAsync();
        Url = new Uri(app.Urls.Single() + "/");
        Client = NewHttpClient();
    }

    private async Task StopAsync()
    {
        if (app is not { } running)
            return;
        app = null;
        Client?.Dispose();
        foreach (var client in clients)
            client.Dispose();
        await running.StopAsync();
        await running.DisposeAsync();
    }
}
