using System.CommandLine;
using Pulp.Plugins;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Commands;

/// <summary>
/// Lists plugins, adds and removes them.
/// </summary>
internal static class PluginCommands
{
    private static readonly Argument<string> Label = new("label") { Description = "The plugin's label, as 'plugin list' prints it." };

    public static Command Create() => new Command("plugin", "Look at plugins, add and remove them.") { List(), Add(), Remove() }
        .WithExamples("plugin list", "plugin add Acme.Rpm.1.0.0.nupkg", "plugin remove rpm");

    private static Command List()
    {
        var list = new Command("list", "List the plugins, and why any of them was not loaded. Needs no data folder.") { CommonOptions.Json }
            .WithExamples("plugin list", "plugin list --plugins /srv/pulp-plugins", "plugin list --json");
        list.SetAction((result, _) => CommandHost.GuardAsync(() => Task.FromResult(List(result))));
        return list;
    }

    private static int List(ParseResult result)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPulp().AddPluginFolders(CommonOptions.Read(result));
        using var provider = services.BuildServiceProvider();
        var listing = new Listing("plugin", "version", "state", "reason");
        foreach (var plugin in provider.GetRequiredService<PluginCatalog>().Plugins)
            listing.Add(plugin.Label, plugin.Version, plugin.State.ToString().ToLowerInvariant(), plugin.Reason);
        listing.Write(result.GetValue(CommonOptions.Json));
        return 0;
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
        DataFolder.Prepare(settings.Data);
        var added = new PluginFolder(settings.AddedPlugins).Add(source, new PluginFolder(settings.Plugins));
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
        var folder = new PluginFolder(settings.AddedPlugins);
        if (!folder.Contains(label))
            throw new PluginException(NotAdded(label, settings));
        Confirmation.Require(result, $"Remove the plugin '{label}' from {settings.AddedPlugins}?");
        var versions = folder.Remove(label).Where(version => version.Length > 0);
        Terminal.WriteUnbroken($"{string.Join(", ", versions.Select(version => $"{label} {version}").DefaultIfEmpty(label))} was removed. What the server keeps of it stays.");
        Terminal.WriteUnbroken($"A running server has it until it is stopped. To remove what is kept of it, after that: {ProgramName.Current} plugin purge {label}{settings.CommandLine}");
        return 0;
    }

    private static string NotAdded(string label, ServerSettings settings) => new PluginFolder(settings.Plugins).Contains(label)
        ? $"The plugin '{label}' was not added, but came with the server: to go without it, take its folder out of {settings.Plugins}, or name another folder with --plugins."
        : $"There is no plugin '{label}' in {settings.AddedPlugins}; see: {ProgramName.Current} plugin list{settings.CommandLine}";
}
