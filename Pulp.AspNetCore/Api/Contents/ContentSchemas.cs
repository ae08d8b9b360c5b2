using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Resources;
using Pulp.ContentTypes;
using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Makes the bodies by which content is created from a file.
/// </summary>
internal static class ContentSchemas
{
    /// <summary>The fields that name the file; exactly one of them is given.</summary>
    public static readonly string[] Sources = ["file", "upload", "file_url", "artifact"];

    // What the core itself reads; every other field goes to the type's reader.
    private static readonly string[] Own = ["repository", "overwrite", "pulp_labels", "relative_path", "downloader_config", .. Sources];

    // What a remote says of how it is reached, and nothing of where and what.
    private static readonly BodySchema Connection = new(
        "DownloaderConfig",
        FieldDescriptors.Of(typeof(Remote), [nameof(Remote.Url), nameof(Remote.Policy)])
            .Where(descriptor => descriptor.Property.DeclaringType == typeof(Remote))
            .Select(descriptor => ResourceSchemas.Of(descriptor, prototype: null)));

    public static string NameOf(ContentType type) => type.PluginLabel == "core" ? type.Model : $"{type.PluginLabel}.{type.Model}";

    /// <summary>Makes the body of a request that creates a unit, by a task or (for <c>upload/</c>) at once.</summary>
    public static BodySchema Of(ContentType type, ISchema shown, bool atOnce)
    {
        var described = type.Fields
            .Where(descriptor => descriptor.Rules is { Hidden: false, ReadOnly: false } && !Own.Contains(descriptor.Name, StringComparer.Ordinal) && descriptor.Property.SetMethod is not null)
            .Select(descriptor => ResourceSchemas.Of(descriptor, prototype: null))
            .Select(field => type.IsMadeOfFields ? field : field with { IsRequired = false });
        var further = type.UploadOptions is { } options
            ? FieldDescriptors.Of(options).Select(descriptor => ResourceSchemas.Of(descriptor, prototype: null) with { IsWriteOnly = true })
            : [];
        IEnumerable<InputField> fields =
        [
            new InputField("repository", InputKind.Reference) { IsWriteOnly = true },
            new InputField("overwrite", InputKind.Boolean) { IsWriteOnly = true, Default = true },
            new InputField("pulp_labels", InputKind.Labels),
            .. type.IsMadeOfFields ? [] : FileFieldsOf(type),
            .. described,
            .. further,
        ];
        var name = atOnce ? type.Model + "Upload" : NameOf(type);
        return new BodySchema(name, fields, shown.Properties.Select(property => property.Name));
    }

    /// <summary>Gets whether a field goes to the type's reader.</summary>
    public static bool IsForReader(string name) => !Own.Contains(name, StringComparer.Ordinal);

    private static InputField[] FileFieldsOf(ContentType type) =>
    [
        new("artifact", InputKind.Reference),
        new("relative_path", InputKind.Text) { IsRequired = type.NeedsPath, IsWriteOnly = true, MinimumLength = 1, MaximumLength = 4096 },
        new("file", InputKind.File) { IsWriteOnly = true },
        new("upload", InputKind.Reference) { IsWriteOnly = true },
        new("file_url", InputKind.Text) { IsWriteOnly = true, MinimumLength = 1, MaximumLength = 4096 },
        new("downloader_config", InputKind.Json) { IsWriteOnly = true, ClrType = typeof(System.Text.Json.Nodes.JsonObject), Nested = Connection, Shown = ApiType.Object },
    ];
}
