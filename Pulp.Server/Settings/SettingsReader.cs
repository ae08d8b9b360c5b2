using System.Collections;
using System.Text.Json;

namespace Pulp.Server.Settings;

/// <summary>
/// Reads the settings: first <c>appsettings.json</c> (section <c>Pulp</c>), then the environment (<c>PULP_…</c>), then the command line; later ones win.
/// </summary>
internal static class SettingsReader
{
    private const string EnvironmentPrefix = "PULP_";

    /// <summary>Reads the settings of this process.</summary>
    /// <param name="commandLine">What the command line names.</param>
    /// <exception cref="InvalidSettingsException">Something is unknown or wrong; the message names everything that is.</exception>
    public static ServerSettings Read(IEnumerable<KeyValuePair<string, string>> commandLine) => Read(
        new[] { AppContext.BaseDirectory, Environment.CurrentDirectory + Path.DirectorySeparatorChar }.Distinct(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "appsettings.json")),
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? "")),
        commandLine);

    /// <summary>Reads settings; later sources win.</summary>
    /// <param name="files">The JSON files; missing ones are passed over.</param>
    /// <param name="environment">The variables; only those with the prefix count.</param>
    /// <param name="commandLine">What the command line names.</param>
    /// <exception cref="InvalidSettingsException">Something is unknown or wrong; the message names everything that is.</exception>
    public static ServerSettings Read(
        IEnumerable<string> files, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<KeyValuePair<string, string>> commandLine)
    {
        var settings = new ServerSettings();
        var binder = new SettingBinder(settings);
        foreach (var file in files)
            ApplyFile(binder, file);
        foreach (var (name, value) in environment.Where(variable => variable.Key.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)))
            binder.Apply(name[EnvironmentPrefix.Length..], value, $"environment variable {name}");
        foreach (var (name, value) in commandLine)
            binder.Apply(name, value, "command line");
        settings.Complete();
        var problems = binder.Errors.Concat(SettingRules.Check(settings)).ToList();
        return problems.Count == 0 ? settings : throw new InvalidSettingsException(problems);
    }

    private static void ApplyFile(SettingBinder binder, string path)
    {
        if (!File.Exists(path))
            return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidSettingsException([$"{path}: the file must hold a JSON object with a section \"Pulp\"."]);
            if (!document.RootElement.TryGetProperty("Pulp", out var section))
                return;
            if (section.ValueKind != JsonValueKind.Object)
                throw new InvalidSettingsException([$"{path}: the section \"Pulp\" must be a JSON object of settings."]);
            foreach (var setting in section.EnumerateObject())
                Apply(binder, setting, path);
        }
        catch (JsonException exception)
        {
            throw new InvalidSettingsException([$"{path} is not valid JSON: {exception.Message}"]);
        }
    }

    // An object holds the settings of the plugin it is named for.
    private static void Apply(SettingBinder binder, JsonProperty setting, string path)
    {
        if (setting.Value.ValueKind != JsonValueKind.Object)
        {
            binder.Apply(setting.Name, TextOf(setting.Value), path);
            return;
        }

        foreach (var inner in setting.Value.EnumerateObject())
            binder.Apply($"{setting.Name}.{inner.Name}", TextOf(inner.Value), path);
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(TextOf)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
