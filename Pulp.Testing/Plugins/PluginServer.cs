using System.Runtime.Loader;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pulp.Access;
using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Tasking;
using Pulp.Testing.Hosting;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Runs a server with the plugin of a subject.
/// </summary>
internal sealed class PluginServer : PulpTestHost
{
    // What a guard guards when its plugin brings nothing else.
    private static readonly SamplePlugin Sample = new();
    private readonly PluginSubject subject;
    private readonly PluginLoading loading;

    private PluginServer(PluginSubject subject, PluginLoading loading, string? folder)
        : base(folder)
    {
        this.subject = subject;
        this.loading = loading;
    }

    /// <summary>Gets what calls the API as administrator.</summary>
    public RestClient Admin { get; private set; } = null!;

    /// <summary>Gets what calls the API without a login.</summary>
    public RestClient Anonymous { get; private set; } = null!;

    /// <summary>Stops this server and starts another one on what it left.</summary>
    public async Task<PluginServer> RestartAsync()
    {
        await LeaveAsync();
        return await StartAsync(subject, loading, Folder);
    }

    public static async Task<PluginServer> StartAsync(PluginSubject subject, PluginLoading loading, string? folder = null)
    {
        if (loading == PluginLoading.Folder && subject.PluginsFolder is null)
            Assert.Ignore($"The plugin '{subject.Label}' is part of an application.");
        var server = await StartAsync(new PluginServer(subject, loading, folder), WaitForNothing);
        server.Admin = server.CreateRestClient(AdministratorOptions.Username);
        server.Anonymous = server.CreateRestClient();
        try
        {
            server.RequirePlugin();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes down what a version holds, in words that are the same in every Pulp: types, documents and the digests of files.</summary>
    public Task<IReadOnlyList<string>> DescribeAsync(RepositoryVersion version) => Database.ReadAsync<IReadOnlyList<string>>(async session =>
    {
        var lines = new List<string>();
        for (long? cursor = 0; cursor is not null;)
        {
            var (members, next) = await session.Memberships.ScanAsync(version, type: null, cursor.Value, limit: 500);
            var keys = members.Select(member => member.ContentKey).ToList();
            var files = await session.Contents.GetFilesAsync(keys);
            foreach (var content in await session.Contents.GetAsync(keys))
            {
                var type = Catalog.ContentTypeOf(content);
                var paths = files[content.StoreKey].Select(file => $"{file.RelativePath} {file.Stored?.Sha256}").Order(StringComparer.Ordinal);
                lines.Add($"{type.Name} {Encoding.UTF8.GetString(type.WriteDocument(content))} {string.Join(' ', paths)}");
            }

            cursor = next;
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    });

    protected override void Add(PulpBuilder pulp)
    {
        subject.AddStorage(pulp, Folder);
        if (loading == PluginLoading.Referenced)
            pulp.AddPlugin(subject.CreatePlugin());
        else
            pulp.AddPluginsFrom(subject.PluginsFolder!);
        if (subject is GuardScenario && subject.Label != Sample.Label)
            pulp.AddPlugin(Sample);
    }

    // What a server does only after a while it does here at once.
    private static void WaitForNothing(IServiceCollection services) => services
        .Configure<DownloadOptions>(options => options.RetryBaseDelay = TimeSpan.FromMilliseconds(1))
        .Configure<PulpOptions>(options => (options.RemoteContentFetchFailureCooldown, options.DistributedPublicationRetentionPeriod) = (TimeSpan.Zero, TimeSpan.Zero));

    // A plugin that was left out, or not really loaded from its folder, would prove nothing.
    private void RequirePlugin()
    {
        var label = subject.Label;
        var status = Services.GetRequiredService<PluginCatalog>().Plugins.FirstOrDefault(plugin => plugin.Label == label)
            ?? throw new InvalidOperationException($"No plugin '{label}' lies in {subject.PluginsFolder}: name its project in the test project with <PulpPluginProject Include=\"...\" />.");
        if (status.State != PluginState.Loaded)
            throw new InvalidOperationException($"The plugin '{label}' is {status.State}: {status.Reason}");
        var registered = Services.GetServices<RegisteredPlugin>().Single(plugin => plugin.Label == label);
        if (AssemblyLoadContext.GetLoadContext(registered.Assembly) == AssemblyLoadContext.GetLoadContext(subject.CreatePlugin().GetType().Assembly) == (loading == PluginLoading.Folder))
            throw new InvalidOperationException($"The plugin '{label}' was not loaded as asked for: {loading}.");
    }
}
