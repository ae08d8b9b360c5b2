using Pulp.Downloads;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Reads what the newest taken release of a project needs: from its core metadata (PEP 658), or as the JSON API said it.
/// </summary>
internal sealed class RequirementReader
{
    private readonly SyncContext context;

    public RequirementReader(SyncContext context) => this.context = context;

    /// <summary>Reads the requirements of a project.</summary>
    /// <param name="name">The project.</param>
    /// <param name="chosen">The files of it that are taken.</param>
    /// <param name="metadata">What the JSON API says of it, if anything.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The requirements as they are written.</returns>
    public async ValueTask<IReadOnlyList<string>> ReadAsync(
        ProjectName name, IReadOnlyList<ChosenFile> chosen, ProjectMetadata? metadata, CancellationToken cancellationToken)
    {
        var newest = chosen.GroupBy(file => file.Name.Version, StringComparer.Ordinal).MaxBy(release => PythonVersion.SortKeyOf(release.Key), SortKeyComparer.Instance);
        if (newest is null)
            return [];
        foreach (var (file, _) in newest.Where(file => file.File.CoreMetadata is { IsAvailable: true }))
        {
            if (await ReadAsync(file.MetadataUrl, cancellationToken).ConfigureAwait(false) is { } requirements)
                return requirements;
        }

        if (metadata?.RequirementsOf(newest.Key) is { } described)
            return described;
        context.Skip("requirements are not known without the file", $"{name.Value} {newest.Key}");
        return [];
    }

    private async Task<IReadOnlyList<string>?> ReadAsync(Uri metadata, CancellationToken cancellationToken)
    {
        var request = new UpstreamRequest { Uri = metadata, LinkFromData = true };
        var response = await context.Upstream.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            if (!response.IsSuccess)
                return null;
            var bytes = await response.ReadBoundedAsync(CoreMetadata.MaxBytes, cancellationToken).ConfigureAwait(false);
            return CoreMetadata.ParseLenient(bytes, out _)?.RequiresDist;
        }
    }
}
