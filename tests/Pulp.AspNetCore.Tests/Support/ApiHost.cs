using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Access;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Tests.Support;

/// <summary>
/// A server with the REST API on a free port, with a database and files of its own.
/// </summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Password = "correct horse";
    private readonly string folder;
    private readonly WebApplication application;

    private ApiHost(string folder, WebApplication application)
    {
        this.folder = folder;
        this.application = application;
        Url = new Uri(application.Urls.First());
        Admin = ClientOf(AdministratorOptions.Username, Password);
        Anonymous = new RestClient(NewHttp(), WaitAsync);
    }

    public Uri Url { get; }

    /// <summary>Gets the folder below which exporters may write, and importers read.</summary>
    public string ExportFolder => Path.Combine(folder, "exports");

    public RestClient Admin { get; }

    public RestClient Anonymous { get; }

    public IServiceProvider Services => application.Services;

    public IPulpDatabase Database => Services.GetRequiredService<IPulpDatabase>();

    /// <summary>Gets the files that were begun and are neither stored nor removed.</summary>
    public IReadOnlyList<string> Leftovers => Directory.GetFiles(Path.Combine(folder, "media", "tmp"));

    public static Task<ApiHost> StartAsync(params PulpPlugin[] plugins) => StartAsync(static _ => { }, plugins);

    public static async Task<ApiHost> StartAsync(Action<IServiceCollection> configure, params PulpPlugin[] plugins)
    {
        var root = Directory.CreateTempSubdirectory("pulp-api-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var pulp = builder.Services.AddPulp(options =>
            {
                options.WorkingFolder = Path.Combine(root, "work");
                options.AllowedExportPaths.Add(Path.Combine(root, "exports"));
                options.AllowedImportPaths.Add(Path.Combine(root, "exports"));
            })
            .UseFileSystemStorage(Path.Combine(root, "media"))
            .UseEncryptionKeyFile(Path.Combine(root, "key"));
        foreach (var plugin in plugins)
            pulp.AddPlugin(plugin);
        pulp.AddWeb();
        builder.Services.AddPulpSqlite(options => options.DatabasePath = Path.Combine(root, "pulp.db"));
        builder.Services.Configure<AdministratorOptions>(options =>
        {
            options.IsEnabled = true;
            options.Password = Password;
        });
        configure(builder.Services);
        var web = builder.Build();
        web.UsePulp();
        web.MapPulp();
        await web.StartAsync();
        return new ApiHost(root, web);
    }

    /// <summary>Creates a user with global roles, and a client that logs in as that user.</summary>
    public async Task<RestClient> UserAsync(string name, params string[] roles)
    {
        var hash = PasswordHash.Create(Password);
        await Database.WriteAsync(async session =>
        {
            var user = (await session.Access.Users.InsertAsync(new User { Username = name, PasswordHash = hash }))!;
            foreach (var role in roles)
                await session.Access.Grants.AddAsync(new Grant(Guid.Empty, user.Id, null, role, null, null, default));
            return user;
        });
        return ClientOf(name, Password);
    }

    /// <summary>Makes a user to whom a role gives what administrators lack: to delete artifacts.</summary>
    public async Task<RestClient> ArtifactCleanerAsync()
    {
        await Admin.CreateAsync("roles/", new { name = "cleaner", permissions = new[] { "core.view_artifact", "core.delete_artifact" } });
        return await UserAsync("cleaner", "cleaner");
    }

    public RestClient ClientOf(string username, string password)
    {
        var client = NewHttp();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));
        return new RestClient(client, WaitAsync);
    }

    private HttpClient NewHttp() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Url };

    private Task WaitAsync(Guid task) => Services.GetRequiredService<TaskDispatcher>().WaitAsync(task);

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Anonymous.Dispose();
        await application.StopAsync();
        await application.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
