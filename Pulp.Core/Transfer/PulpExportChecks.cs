using System.Globalization;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Finds out what an exporter is asked to export.
/// </summary>
internal static class PulpExportChecks
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];
    private static readonly string[] BinaryUnits = ["B", "KIB", "MIB", "GIB", "TIB"];

    /// <summary>Gets the versions to export, those they build upon, and their repositories.</summary>
    /// <exception cref="InvalidResourceException">The request does not fit the exporter.</exception>
    public static async ValueTask<(ExportArguments Arguments, IReadOnlyList<Repository> Repositories)> FindAsync(
        IStoreSession session, PulpExporter exporter, PulpExportRequest request)
    {
        var size = SizeOf(request.ChunkSize);
        var versions = request.Versions.Count > 0
            ? await OfRepositoriesAsync(session, exporter, "versions", request.Versions).ConfigureAwait(false)
            : await LatestAsync(session, exporter).ConfigureAwait(false);
        if (versions.Count < exporter.Repositories.Count || versions.Count == 0)
            throw Invalid("versions", "Name one version of each repository of the exporter.");
        var start = await StartAsync(session, exporter, request).ConfigureAwait(false);
        var repositories = new List<Repository>();
        foreach (var id in versions.Keys)
            repositories.Add(await session.Resources.GetAsync(id).ConfigureAwait(false) as Repository ?? throw Invalid("versions", "A repository of the exporter is gone."));
        var arguments = new ExportArguments
        {
            Folder = exporter.Path,
            Versions = [.. versions.Values],
            StartVersions = start,
            ChunkSize = size,
            Meta = request.Meta,
        };
        return (arguments, repositories);
    }

    /// <summary>Reads a size such as <c>512MB</c> or <c>1.5 GiB</c>.</summary>
    internal static long? SizeOf(string? text)
    {
        if (text is null)
            return null;
        var digits = text.AsSpan().Trim();
        var end = digits.LastIndexOfAnyInRange('0', '9') + 1;
        var unit = digits[end..].Trim().ToString().ToUpperInvariant();
        var (power, factor) = unit.Length == 0 ? (0, 1000L) : Array.IndexOf(Units, unit) is >= 0 and var thousands ? (thousands, 1000L) : (Array.IndexOf(BinaryUnits, unit), 1024L);
        if (power < 0 || !decimal.TryParse(digits[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > ExportArguments.MaximumChunkSize)
            throw Invalid("chunk_size", $"'{text}' is no size such as '512MB'.");
        for (; power > 0; power--)
            number *= factor;
        return number is >= 1 and <= ExportArguments.MaximumChunkSize ? (long)number : throw Invalid("chunk_size", "The size must be between 1B and 1TB.");
    }

    private static async ValueTask<IReadOnlyList<Guid>> StartAsync(IStoreSession session, PulpExporter exporter, PulpExportRequest request)
    {
        if (request.Full)
            return request.StartVersions.Count == 0 ? [] : throw Invalid("start_versions", "Start versions are for exports that are not full: send 'full' as false.");
        if (request.StartVersions.Count > 0)
            return [.. (await OfRepositoriesAsync(session, exporter, "start_versions", request.StartVersions).ConfigureAwait(false)).Values];
        if (exporter.LastExport is not { } last || await session.Resources.GetAsync(last).ConfigureAwait(false) is not PulpExport { RepositoryVersions.Count: > 0 } export)
            throw Invalid("full", "An export that is not full builds upon the exporter's last export, and there is none whose versions are still here. Name 'start_versions', or send 'full' as true.");
        var found = new List<Guid>();
        foreach (var id in export.RepositoryVersions)
        {
            // A repository that the exporter has no more is no concern of this export.
            if (await session.Versions.GetAsync(id).ConfigureAwait(false) is { } version && exporter.Repositories.Contains(version.RepositoryId))
                found.Add(id);
        }

        return found;
    }

    private static async ValueTask<Dictionary<Guid, Guid>> OfRepositoriesAsync(IStoreSession session, PulpExporter exporter, string field, IReadOnlyList<Guid> ids)
    {
        var versions = new Dictionary<Guid, Guid>();
        foreach (var id in ids)
        {
            var version = await session.Versions.GetAsync(id).ConfigureAwait(false) ?? throw Invalid(field, "Object does not exist.");
            if (!exporter.Repositories.Contains(version.RepositoryId))
                throw Invalid(field, "A version belongs to no repository of the exporter.");
            if (!versions.TryAdd(version.RepositoryId, id))
                throw Invalid(field, "Two versions belong to the same repository.");
        }

        return versions;
    }

    private static async ValueTask<Dictionary<Guid, Guid>> LatestAsync(IStoreSession session, PulpExporter exporter)
    {
        var versions = new Dictionary<Guid, Guid>();
        foreach (var id in exporter.Repositories)
        {
            if (await session.Versions.FindAsync(id).ConfigureAwait(false) is { } latest)
                versions[id] = latest.Id;
        }

        return versions;
    }

    private static InvalidResourceException Invalid(string field, string message) => new(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });
}
