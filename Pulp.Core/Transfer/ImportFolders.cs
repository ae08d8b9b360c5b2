using System.IO.Abstractions;
using Microsoft.Extensions.Options;
using Pulp.Storage;

namespace Pulp.Transfer;

/// <summary>
/// Decides which files importers may read: those below the folders that an administrator opened (<see cref="PulpOptions.AllowedImportPaths"/>).
/// </summary>
public sealed class ImportFolders
{
    private readonly IFileSystem files;
    private readonly AllowedFolders allowed;

    /// <summary>Initializes the service.</summary>
    /// <param name="files">The server's file system.</param>
    /// <param name="options">The settings.</param>
    public ImportFolders(IFileSystem files, IOptions<PulpOptions> options)
    {
        this.files = files;
        allowed = new AllowedFolders(files, options.Value.AllowedImportPaths);
    }

    /// <summary>Checks the path of a bundle.</summary>
    /// <param name="path">Its table of contents, or its one file.</param>
    /// <param name="isTable">Whether it must be a table of contents; otherwise it must be none.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Problem(string path, bool isTable)
    {
        if (!Path.IsPathFullyQualified(path))
            return "The path must be absolute.";
        // Whether a file is there is told only where requests may look.
        if (allowed.ResolveInside(path) is not { } real)
            return "The path is not below one of the allowed import paths (ALLOWED_IMPORT_PATHS).";
        if (!files.File.Exists(real))
            return "There is no such file.";
        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == isTable ? null
            : isTable ? "A table of contents has a name that ends in '-toc.json'."
            : "This is a table of contents: name it as 'toc'.";
    }

    /// <summary>Gets the file of a bundle, with every symbolic link in its path resolved as it is now.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The absolute path.</returns>
    /// <exception cref="TransferException">The path does not lead below an allowed folder, or no longer.</exception>
    public string FileOf(string path) => allowed.ResolveInside(path)
        ?? throw new TransferException(TransferFailureReason.Inaccessible, $"'{path}' is not below one of the allowed import paths (ALLOWED_IMPORT_PATHS).");
}
