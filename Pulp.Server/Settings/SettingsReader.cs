using System.Collections;
using System.Text.Json;

namespace Pulp.Server.Settings;

/// <summary>
/// Reads the settings: first <c>appsettings.json</c> (section <c>Pulp</c>), then the environment (<c>PULP_…</c>), then the command line; later ones win.
/// </summary>
internal static class SettingsReader
{
    private const string EnvironmentPrefix = "PULP_";

    public static ServerSettings Read(IEnumerable<KeyValuePair<string, string>> commandLine)
    {
        var settings = new ServerSettings();
        var binder = new SettingBinder(settings);
        foreach (var folder in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }.Distinct(StringComparer.Ordinal))
            ApplyFile(binder, Path.Combine(folder, "appsettings.json"));
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                binder.Apply(name[EnvironmentPrefix.Length..], (string?)variable.Value ?? "", $"environment variable {name}");
        }

        foreach (var (name, value) in commandLine)
            binder.Apply(name, value, "command line");
        if (binder.Errors.Count > 0)
            throw new InvalidSettingsException(binder.Errors);
        return settings;
    }

    private static void ApplyFile(SettingBinder binder, string path)
    {
        if (!File.Exists(path))
            return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!document.RootElement.TryGetProperty("Pulp", out var section))
                return;
            foreach (var setting in section.EnumerateObject())
                binder.Apply(setting.Name, TextOf(setting.Value), path);
        }
        catch (JsonException exception)
        {
            throw new InvalidSettingsException([$"{path} is not valid JSON: {exception.Message}"]);
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(TextOf)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
