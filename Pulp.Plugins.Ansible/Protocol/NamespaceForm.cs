using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Changes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents what a client says of a namespace: as JSON, or as a form that may bring a picture.
/// </summary>
/// <param name="Name">The namespace, if it is named.</param>
/// <param name="Fields">What is said.</param>
/// <param name="Avatar">The picture; null for none.</param>
internal sealed record NamespaceForm(string? Name, SetNamespace Fields, byte[]? Avatar)
{
    private const int MaximumForm = GalaxyBodies.MaximumSize + Galaxy.Avatar.MaximumSize;

    /// <summary>Reads what a request says.</summary>
    /// <exception cref="GalaxyException">It is malformed.</exception>
    public static async Task<NamespaceForm> ReadAsync(EndpointRequest request)
    {
        if (request.Http.Request.HasFormContentType)
            return await ReadFormAsync(request).ConfigureAwait(false);
        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        return Of(field => body.RootElement.TryGetProperty(field, out var value) ? value : null, avatar: null);
    }

    private static async Task<NamespaceForm> ReadFormAsync(EndpointRequest request)
    {
        if (request.Http.Request.ContentLength is not (> 0 and <= MaximumForm))
            throw new GalaxyException(GalaxyError.TooLarge, $"A form of at most {MaximumForm} bytes is expected.");
        IFormCollection form;
        try
        {
            form = await request.Http.Request.ReadFormAsync(request.Cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException malformed)
        {
            throw new GalaxyException(GalaxyError.Invalid, $"The form is malformed: {malformed.Message}");
        }

        return Of(field => form.TryGetValue(field, out var value) ? ElementOf(field, value.ToString()) : null, await ReadAvatarAsync(form.Files["avatar"], request.Cancellation).ConfigureAwait(false));
    }

    private static async Task<byte[]?> ReadAvatarAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
            return null;
        if (file.Length > Galaxy.Avatar.MaximumSize)
            throw Invalid("avatar", "The picture has more than 1 MiB.");
        using var picture = new MemoryStream();
        await file.CopyToAsync(picture, cancellationToken).ConfigureAwait(false);
        var bytes = picture.ToArray();
        return Galaxy.Avatar.EndingOf(bytes) is null ? throw Invalid("avatar", "The picture must be a PNG, JPEG, GIF or WebP file.") : bytes;
    }

    private static JsonElement ElementOf(string field, string text)
    {
        if (field != "links")
            return JsonSerializer.SerializeToElement(text);
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonTexts.AreWhole(Encoding.UTF8.GetBytes(text)) ? document.RootElement.Clone() : throw Invalid("links", "A text holds half a character.");
        }
        catch (JsonException)
        {
            throw Invalid("links", "The value must be JSON.");
        }
    }

    private static NamespaceForm Of(Func<string, JsonElement?> get, byte[]? avatar)
    {
        var name = Text("name");
        return new NamespaceForm(name, new SetNamespace(default, name ?? "")
        {
            Company = Text("company"),
            Email = Text("email"),
            Description = Text("description"),
            Resources = Text("resources"),
            Links = get("links") is { } links ? LinksOf(links) : null,
        }, avatar);

        string? Text(string field) => get(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Null } => "",
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            _ => throw Invalid(field, "A text is expected."),
        };
    }

    private static List<NamespaceLink> LinksOf(JsonElement links)
    {
        if (links.ValueKind != JsonValueKind.Array)
            throw Invalid("links", "A list is expected.");
        return [.. links.EnumerateArray().Select(link =>
            link.ValueKind == JsonValueKind.Object && link.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && link.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
                ? new NamespaceLink(name.GetString()!, url.GetString()!)
                : throw Invalid("links", "Each link has a name and a url."))];
    }

    private static GalaxyException Invalid(string parameter, string message) => new(GalaxyError.Invalid, message) { Parameter = parameter };
}
