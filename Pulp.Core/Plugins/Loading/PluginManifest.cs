using System.Security.Cryptography;
using System.Text.Json;

namespace Pulp.Plugins.Loading;

// What a plugin says of itself in pulp-plugin.json, read before any of its assemblies is opened.
internal sealed record PluginManifest(string Label, PluginVersion Version, string Assembly, ContractVersion Contract, string TargetFramework)
{
    // Each file of the plugin with its SHA-256 in lower-case hexadecimal digits; null in a manifest that names none.
    public IReadOnlyDictionary<string, string>? Files { get; private init; }

    // The SHA-256 of the manifest itself. Through the digests it names it stands for every file of the plugin.
    public string Digest { get; private init; } = "";

    public const string FileName = "pulp-plugin.json";

    public const int MaximumSize = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static PluginManifest Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists)
            throw new PluginException($"it has no {FileName}");
        if (file.Length > MaximumSize)
            throw TooLarge();
        return Read(File.ReadAllBytes(file.FullName));
    }

    public static PluginManifest Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaximumSize)
            throw TooLarge();
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement) with { Digest = Convert.ToHexStringLower(SHA256.HashData(json.Span)) };
        }
        catch (JsonException exception)
        {
            throw new PluginException($"its {FileName} is not JSON: {exception.Message}", exception);
        }
    }

    private static PluginManifest Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Wrong("the document", "an object", root);
        var label = Text(root, "label");
        if (!PluginLabel.IsValid(label))
            throw new PluginException($"its {FileName} states the label '{Shown(label)}': {PluginLabel.Rule}");
        if (PluginLabel.IsOfHost(label))
            throw new PluginException($"its {FileName} states the label '{label}', which is the host's own");
        var versionText = Text(root, "version");
        if (!PluginVersion.TryParse(versionText, out var version))
            throw new PluginException($"its {FileName} states the version '{Shown(versionText)}', which is not a version such as 1.4.0");
        var assembly = Text(root, "assembly");
        if (!IsPlainFileName(assembly))
            throw new PluginException($"its {FileName} states the assembly '{Shown(assembly)}', which is not the name of a .dll file in the plugin's own folder");
        var contract = Property(root, "contract", JsonValueKind.Object, "an object with 'major' and 'minor'");
        return new PluginManifest(
            label,
            version,
            assembly,
            new ContractVersion(Number(contract, "major"), Number(contract, "minor")),
            Text(root, "targetFramework")) { Files = root.TryGetProperty("files", out _) ? FilesOf(Property(root, "files", JsonValueKind.Object, "an object of paths and SHA-256 digests")) : null };
    }

    private static Dictionary<string, string> FilesOf(JsonElement files)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.EnumerateObject())
        {
            if (!PluginFiles.IsPlainPath(file.Name))
                throw new PluginException($"its {FileName} names the file '{Shown(file.Name)}', which is not a path in the plugin's own folder");
            if (file.Value.ValueKind != JsonValueKind.String || file.Value.GetString() is not { Length: 64 } digest || !digest.All(char.IsAsciiHexDigit))
                throw new PluginException($"its {FileName} states no SHA-256 digest for '{Shown(file.Name)}'");
            digests.Add(file.Name, digest.ToLowerInvariant());
        }

        return digests;
    }

    private static bool IsPlainFileName(string name) =>
        name.Length <= 255
        && name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
        && name.Length > 4
        && name[0] != '.'
        && name.All(character => character is not ('/' or '\\' or ':') && !char.IsControl(character));

    private static string Text(JsonElement parent, string name) =>
        Property(parent, name, JsonValueKind.String, "a text").GetString()!;

    private static int Number(JsonElement parent, string name)
    {
        var value = Property(parent, name, JsonValueKind.Number, "a whole number");
        return value.TryGetInt32(out var number) && number >= 0 ? number : throw Wrong($"'contract.{name}'", "a whole number of 0 or more", value);
    }

    private static JsonElement Property(JsonElement parent, string name, JsonValueKind kind, string expected)
    {
        if (!parent.TryGetProperty(name, out var value))
            throw new PluginException($"its {FileName} lacks '{name}'");
        return value.ValueKind == kind ? value : throw Wrong($"'{name}'", expected, value);
    }

    private static PluginException TooLarge() => new($"its {FileName} is larger than {MaximumSize} bytes");

    private static PluginException Wrong(string what, string expected, JsonElement value) =>
        new($"in its {FileName} {what} must be {expected}, not {Shown(value.GetRawText())}");

    private static string Shown(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
