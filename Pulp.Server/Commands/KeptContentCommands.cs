using System.CommandLine;
using System.Text.Json.Nodes;
using Pulp.Plugins;
using Pulp.Server.Hosting;

namespace Pulp.Server.Commands;

/// <summary>
/// Works with what is kept of plugins that are not loaded.
/// </summary>
internal static class KeptContentCommands
{
    private static readonly Argument<string> Label = new("label") { Description = "The label of a plugin that is not loaded, as 'plugin list' prints it." };

    public static Command Content()
    {
        var content = new Command("content", "Write the units of a plugin that is not loaded, one JSON object in a line: type, identifier, document as it is stored, and files with their SHA-256 (null where the bytes are not here).") { Label }
            .WithExamples("plugin content rpm");
        content.SetAction((result, token) => CommandHost.LookAsync(
            result,
            async (services, _) =>
            {
                var unloaded = services.GetRequiredService<UnloadedPlugins>();
                var label = result.GetRequiredValue(Label);
                Require(await unloaded.RefreshAsync(token), label);
                await foreach (var unit in unloaded.UnitsAsync(label, token))
                    Terminal.WriteUnbroken(Describe(unit).ToJsonString());
                return 0;
            },
            token));
        return content;
    }

    public static Command Purge()
    {
        var purge = new Command("purge", "Delete for good what is kept of a plugin that is not loaded: its repositories, its other resources and its units. Needs the server to be stopped.") { Label, Confirmation.Yes }
            .WithExamples("plugin purge rpm", "plugin purge rpm --yes");
        purge.SetAction((result, token) => CommandHost.ChangeAsync(
            result,
            async services =>
            {
                var unloaded = services.GetRequiredService<UnloadedPlugins>();
                var label = result.GetRequiredValue(Label);
                var kept = Require(await unloaded.RefreshAsync(token), label);
                Confirmation.Require(result, $"Delete for good what is kept of '{label}' ({string.Join(", ", kept.Select(type => $"{type.Count} {(type.Kind == UnloadedType.Content ? "units" : type.Kind)} {type.Name}"))})?");
                Terminal.WriteUnbroken($"{await unloaded.PurgeAsync(label, token)} units and resources of '{label}' were deleted. Files that nothing needs any more go with the next cleanup of orphans.");
                return 0;
            },
            token));
        return purge;
    }

    private static List<UnloadedType> Require(IReadOnlyList<UnloadedType> types, string label)
    {
        var kept = types.Where(type => type.Label == label).ToList();
        return kept.Count > 0 ? kept : throw new PluginException($"Nothing is kept of a plugin '{label}' that is not loaded; see: {ProgramName.Current} plugin list");
    }

    private static JsonObject Describe(UnloadedUnit unit) => new()
    {
        ["type"] = unit.Type,
        ["pulp_id"] = unit.Id.ToString(),
        ["document"] = JsonNode.Parse(unit.Document),
        ["files"] = new JsonObject(unit.Files.Select(file => KeyValuePair.Create(file.RelativePath, (JsonNode?)file.Sha256))),
    };
}
