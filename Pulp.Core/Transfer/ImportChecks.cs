using System.Text.Json;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Says whether the parameters of an import would be accepted, and imports nothing.
/// </summary>
public sealed class ImportChecks
{
    private readonly IPulpDatabase database;
    private readonly ImportFolders folders;
    private readonly VersionImport import;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Knows the repositories.</param>
    /// <param name="folders">Knows where bundles may lie.</param>
    /// <param name="import">Reads manifests.</param>
    public ImportChecks(IPulpDatabase database, ImportFolders folders, VersionImport import)
    {
        this.database = database;
        this.folders = folders;
        this.import = import;
    }

    /// <summary>Checks the path of a bundle: that it may be read, is there, and holds what can be read here.</summary>
    /// <param name="path">Its table of contents, or its one file.</param>
    /// <param name="isTable">Whether it must be a table of contents.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The outcome. Of the bundle, the manifest alone was read.</returns>
    public async Task<ImportEvaluation> CheckPathAsync(string path, bool isTable, CancellationToken cancellationToken = default)
    {
        if (folders.Problem(path, isTable) is { } problem)
            return ImportEvaluation.Of(path, [problem]);
        try
        {
            await import.ReadManifestAsync(folders.FileOf(path), cancellationToken).ConfigureAwait(false);
            return ImportEvaluation.Of(path, []);
        }
        catch (TransferException exception)
        {
            return ImportEvaluation.Of(path, [exception.Message]);
        }
    }

    /// <summary>Checks a mapping of repositories.</summary>
    /// <param name="json">The mapping as text: a JSON object of names in bundles and names here.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The outcome.</returns>
    public async Task<ImportEvaluation> CheckMappingAsync(string json, Guid domainId, CancellationToken cancellationToken = default)
    {
        Dictionary<string, string>? mapping;
        try
        {
            mapping = JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        }
        catch (JsonException)
        {
            mapping = null;
        }

        if (mapping is null || mapping.ContainsValue(null!))
            return ImportEvaluation.Of(json, ["It is no JSON object of names."]);
        return ImportEvaluation.Of(json, await database.ReadAsync(session => ImporterRule.ProblemsAsync(session, mapping, domainId), cancellationToken).ConfigureAwait(false));
    }
}
