using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Shows what publishers say of their namespaces, and lets them say it.
/// </summary>
internal sealed class NamespaceEndpoints(GalaxyReading reading, GalaxyReadAccess readAccess, NamespaceReading namespaces, NamespaceChanges changes)
{
    public Task ListAsync(DistributionRequest request, GalaxyStyle style)
    {
        var page = GalaxyPage.Of(request.Http.Request.Query, "name");
        return reading.AnswerAsync(
            request,
            style,
            $"namespaces {page.Key}",
            async (source, paths, cancellationToken) =>
            {
                var names = await namespaces.NamesAsync(source.Version, cancellationToken).ConfigureAwait(false);
                if (page["name"] is { } wanted)
                    names = [.. names.Where(name => name == wanted)];
                var shown = await namespaces.ReadAsync(source.Version, names.Skip(page.Offset).Take(page.Limit), cancellationToken).ConfigureAwait(false);
                return writer => page.Write(writer, paths.Namespaces, names.Count, shown, (output, metadata) => Write(output, metadata, paths));
            },
            "");
    }

    public Task ShowAsync(DistributionRequest request, GalaxyStyle style)
    {
        var (name, fields) = (NameOf(request), FieldChoice.Of(request.Http.Request.Query));
        return reading.AnswerAsync(
            request,
            style,
            $"namespace {name}{fields.Key}",
            async (source, paths, cancellationToken) => await namespaces.ReadAsync(source.Version, [name], cancellationToken).ConfigureAwait(false) is [var metadata]
                ? writer => fields.Write(writer, output => Write(output, metadata, paths))
                : null,
            Missing(name));
    }

    public async Task AvatarAsync(DistributionRequest request)
    {
        var name = NameOf(request);
        var source = await request.GetSourceAsync().ConfigureAwait(false);
        await readAccess.RequireAsync(request, source).ConfigureAwait(false);
        if (source is null || await namespaces.AvatarAsync(source.Version, name, request.Cancellation).ConfigureAwait(false) is not { } file)
            throw new GalaxyException(GalaxyError.NotFound, $"The namespace '{name}' has no picture in this repository.");
        await request.SendFileAsync(file, file.RelativePath, failure => DownloadEndpoints.RefuseAsync(request, failure)).ConfigureAwait(false);
    }

    public async Task CreateAsync(DistributionRequest request)
    {
        var form = await NamespaceForm.ReadAsync(request).ConfigureAwait(false);
        if (!CollectionName.IsPart(form.Name))
            throw new GalaxyException(GalaxyError.Invalid, "A namespace is 2 to 64 lower-case letters, digits and single underscores, begins with a letter and does not end with an underscore.") { Parameter = "name" };
        await changes.CreateAsync(request, form.Name, form).ConfigureAwait(false);
    }

    public async Task PatchAsync(DistributionRequest request) => await changes.ChangeAsync(request, NameOf(request), await NamespaceForm.ReadAsync(request).ConfigureAwait(false)).ConfigureAwait(false);

    public Task DeleteAsync(DistributionRequest request) => changes.DeleteAsync(request, NameOf(request));

    public static string Missing(string name) => $"Nothing is said of a namespace '{name}' in this repository.";

    private static string NameOf(DistributionRequest request) => CollectionName.IsPart(request["name"])
        ? request["name"]
        : throw new GalaxyException(GalaxyError.NotFound, $"'{request["name"]}' is no name of a namespace.");

    private static void Write(Utf8JsonWriter writer, AnsibleNamespaceMetadata metadata, GalaxyPaths paths)
    {
        writer.WriteStartObject();
        writer.WriteString("href", paths.Namespace(metadata.Name));
        GalaxyDocuments.WriteNamespace(writer, metadata, paths);
        writer.WriteEndObject();
    }
}
