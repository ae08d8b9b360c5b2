using System.CommandLine;
using Pulp.Data;
using Pulp.Data.Sqlite;
using Pulp.Plugins;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;
using Pulp.Stores;

namespace Pulp.Server.Commands;

/// <summary>
/// Lists plugins, adds and removes them.
/// </summary>
internal static class PluginCommands
{
    private static readonly Argument<string> Label = new("label") { Description = "The plugin's label, as 'plugin list' prints it." };

    public static Command Create() => new Command("plugin", "Look at plugins, add and remove them.") 
    {
        List(), Add(), Remove(), KeptContentCommands.Content(), KeptContentCommands.Purge(),
    }.WithExamples("plugin list", "plugin add Acme.Rpm.1.0.0.nupkg", "plugin remove rpm");

    private static Command List()
    {
        var list = new Command("list", "List the plugins, why any of them was not loaded, and of which there is something in the data folder though they are not there. Needs no data folder.") { CommonOptions.Json }
            .WithExamples("plugin list", "plugin list --plugins /srv/pulp-plugins", "plugin list --json");
        list.SetAction((result, token) => CommandHost.GuardAsync(() => ListAsync(result, token)));
        return list;
    }

    private static async Task<int> ListAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = CommonOptions.Read(result);
        var asJson = result.GetValue(CommonOptions.Json);
        var services = new ServiceCollection();
        var pulp = services.AddPulp().AddPluginFolders(settings);
        if (DataFolder.IsPresent(settings.Data))
        {
            pulp.UseFolder(settings.Data);
            services.Configure<SqliteOptions>(options => options.UpgradeSchema = false);
        }

        var provider = services.BuildServiceProvider();
        await using (provider)
        {
            if (DataFolder.IsPresent(settings.Data))
                await LookWhatIsKeptAsync(provider, cancellationToken);
            string[] columns = ["plugin", "version", "state", "kept units", "kept resources", "reason"];
            var listing = new Listing(asJson ? [.. columns, "manifest digest"] : columns);
            foreach (var plugin in provider.GetRequiredService<PluginCatalog>().Plugins)
            {
                object?[] values = [plugin.Label, plugin.Version, plugin.State.ToString().ToLowerInvariant(), Shown(plugin.KeptUnits), Shown(plugin.KeptResources), plugin.Reason];
                listing.Add(asJson ? [.. values, plugin.ManifestDigest] : values);
            }

            listing.Write(asJson);

            object? Shown(long count) => asJson || count > 0 ? count : null;
        }

        return 0;
    }

    private static async Task LookWhatIsKeptAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            await services.GetRequiredService<IPulpDatabase>().InitializeAsync(cancellationToken);
            await services.GetRequiredService<UnloadedPlugins>().RefreshAsync(cancellationToken);
        }
        catch (PulpException exception)
        {
            await System.Console.Error.WriteLineAsync($"What is kept of plugins that are not loaded is not shown: {exception.Message}");
        }
    }

    private static Command Add()
    {
        var source = new Argument<string>("source") { Description = "The plugin's NuGet package, or the folder that its build left." };
        var add = new Command(
            "add",
            "Put a plugin into the folder 'plugins' of the data folder, in place of a lower version of it. Nothing of it runs before the next start of the server. A plugin has all rights of the server: add only what you trust.")
        {
            source,
        }.WithExamples("plugin add Acme.Rpm.1.0.0.nupkg", "plugin add bin/Release/net10.0 --data /srv/pulp");
        add.SetAction((result, _) => CommandHost.GuardAsync(() => Task.FromResult(Add(result, result.GetRequiredValue(source)))));
        return add;
    }

    private static int Add(ParseResult result, string source)
    {
        var settings = CommonOptions.Read(result);
        var added = new PluginFolder(settings.AddedPlugins) { IsInUse = DataFolder.Prepare(settings.Data) }.Add(source, new PluginFolder(settings.Plugins));
        Terminal.WriteUnbroken(added.Replaced is { } replaced
            ? $"{added.Label} {added.Version} was added in place of {replaced}, as {added.Folder}"
            : $"{added.Label} {added.Version} was added, as {added.Folder}");
        Terminal.WriteUnbroken($"The SHA-256 of its pulp-plugin.json, for the setting TrustedPlugins: {added.ManifestDigest}");
        Terminal.WriteUnbroken($"The server takes it at its next start; see: {ProgramName.Current} plugin list{settings.CommandLine}");
        return 0;
    }

    private static Command Remove()
    {
        var remove = new Command(
            "remove", "Take an added plugin away, all versions of it. What the server keeps of it stays, and is there again with the plugin; 'plugin purge' removes that.") { Label, Confirmation.Yes }
            .WithExamples("plugin remove rpm", "plugin remove rpm --yes");
        remove.SetAction((result, _) => CommandHost.GuardAsync(() => Task.FromResult(Remove(result, result.GetRequiredValue(Label)))));
        return remove;
    }

    private static int Remove(ParseResult result, string label)
    {
        var settings = CommonOptions.Read(result);
        var folder = new PluginFolder(settings.AddedPlugins) { IsInUse = DataFolder.IsPresent(settings.Data) && DataFolder.Prepare(settings.Data) };
        if (!folder.Contains(label))
            throw new PluginException(NotAdded(label, settings));
        Confirmation.Require(result, $"Remove the plugin '{label}' from {settings.AddedPlugins}?");
        var versions = folder.Remove(label).Where(version => version.Length > 0);
        Terminal.WriteUnbroken($"{string.Join(", ", versions.Select(version => $"{label} {version}").DefaultIfEmpty(label))} was removed. What the server keeps of it stays.");
        if (settings.OfPlugins.Exists(setting => string.Equals(setting.Label, label, StringComparison.OrdinalIgnoreCase)))
            Terminal.WriteUnbroken($"Take its settings ({label}.…) away too: the server does not start with settings of a plugin that is not there.");
        Terminal.WriteUnbroken($"A running server has it until it is stopped. To remove what is kept of it, after that: {ProgramName.Current} plugin purge {label}{settings.CommandLine}");
        return 0;
    }

    private static string NotAdded(string label, ServerSettings settings) => new PluginFolder(settings.Plugins).Contains(label)
        ? $"The plugin '{label}' was not added, but came with the server: to go without it, take its folder out of {settings.Plugins}, or name another folder with --plugins."
        : $"There is no plugin '{label}' in {settings.AddedPlugins}; see: {ProgramName.Current} plugin list{settings.CommandLine}";
}
