using System.IO.Abstractions;
using Microsoft.Extensions.Options;
using Pulp.Storage;

namespace Pulp.Transfer;

/// <summary>
/// Decides where exporters may write: below the folders that an administrator opened (<see cref="PulpOptions.AllowedExportPaths"/>).
/// </summary>
public sealed class ExportFolders
{
    private readonly AllowedFolders allowed;

    /// <summary>Initializes the service.</summary>
    /// <param name="files">The server's file system.</param>
    /// <param name="options">The settings.</param>
    public ExportFolders(IFileSystem files, IOptions<PulpOptions> options) => allowed = new AllowedFolders(files, options.Value.AllowedExportPaths);

    /// <summary>Gets the folder an exporter writes to, with every symbolic link in its path resolved as it is now.</summary>
    /// <param name="exporter">The exporter.</param>
    /// <returns>The absolute path. The folder need not exist.</returns>
    /// <exception cref="TransferException">The path does not lead below an allowed folder, or no longer.</exception>
    public string FolderOf(Exporter exporter) => Resolve(exporter) ?? throw new TransferException(TransferFailureReason.Inaccessible, $"'{exporter.Path}' cannot be written to. {Problem(exporter)}");

    /// <summary>Checks the path of an exporter.</summary>
    /// <param name="exporter">The exporter.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Problem(Exporter exporter)
    {
        if (Resolve(exporter) is not null)
            return null;
        if (!Path.IsPathFullyQualified(exporter.Path))
            return "The path must be absolute.";
        return exporter.MakesFolder && allowed.Resolve(exporter.Path) is not null
            ? "The path must lie below an allowed export path and not be one, because the export makes the folder."
            : "The path is not below one of the allowed export paths (ALLOWED_EXPORT_PATHS).";
    }

    private string? Resolve(Exporter exporter) => exporter.MakesFolder ? allowed.ResolveInside(exporter.Path) : allowed.Resolve(exporter.Path);
}
