using Pulp.ContentTypes;
using Pulp.Storage;

namespace Pulp.Transfer;

/// <summary>
/// Builds a folder out of sight and gives it its name when it is complete, so that nobody ever sees a part of it.
/// </summary>
/// <remarks>
/// <code>
/// {parent}/.{name}.{id}.partial/       while it is built
/// {parent}/{name}/                     when it is complete; before that it is absent or empty
/// </code>
/// </remarks>
internal sealed class ExportTree : IDisposable
{
    private const int BufferSize = 1024 * 1024;
    private readonly DurableFiles files;
    private readonly string target;
    private readonly string parent;
    private readonly string root;
    private readonly List<string> madeParents = [];
    private FileSystemSync? sync;
    private int failuresBefore;
    private bool isComplete;

    private ExportTree(DurableFiles files, string folder, Guid id)
    {
        this.files = files;
        target = TargetOf(folder);
        root = PartialOf(folder, id);
        parent = Path.GetDirectoryName(root)!;
    }

    private bool IsSyncedAtOnce => sync is { IsAvailable: true };

    /// <summary>Gets where a folder is built.</summary>
    /// <param name="folder">The absolute path it will have.</param>
    /// <param name="id">The identifier of the run.</param>
    /// <exception cref="TransferException">It cannot be a folder with a name.</exception>
    public static string PartialOf(string folder, Guid id)
    {
        var whole = TargetOf(folder);
        return Path.GetDirectoryName(whole) is { } above
            ? Path.Join(above, $".{Path.GetFileName(whole)}.{id:N}{BundleLayout.PartialEnding}")
            : throw Refused($"'{whole}' is the root of a file system; name a folder below it.");
    }

    /// <summary>Begins a folder.</summary>
    /// <param name="folder">The absolute path it will have.</param>
    /// <param name="id">The identifier of the run, of which there is no other.</param>
    /// <param name="files">The file operations.</param>
    /// <exception cref="TransferException">Something is there, or it cannot be written.</exception>
    public static ExportTree Begin(string folder, Guid id, DurableFiles files)
    {
        var tree = new ExportTree(files, folder, id);
        try
        {
            return Guard(tree.target, tree.Open);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Gets where a file with a relative path goes: strictly below the folder.</summary>
    /// <exception cref="TransferException">The path would lead elsewhere, or means something else to this system.</exception>
    public string PathOf(string relativePath)
    {
        var literal = root + Path.DirectorySeparatorChar + relativePath.Replace('/', Path.DirectorySeparatorChar);
        // What is not the same when it is resolved (a trailing dot on Windows, for example) would not be found again under its name.
        return ContentPath.Check(relativePath) is null && Path.GetFullPath(literal) == literal
            ? literal
            : throw Refused($"The file '{relativePath}' cannot be exported: its path does not lead to a place of its own below the folder.");
    }

    /// <summary>Copies a file.</summary>
    public Task WriteAsync(string relativePath, Stream bytes, CancellationToken cancellationToken) =>
        WriteAsync(relativePath, (output, writing) => bytes.CopyToAsync(output, BufferSize, writing), cancellationToken);

    /// <summary>Writes a file.</summary>
    public async Task WriteAsync(string relativePath, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = Claim(relativePath);
        try
        {
            var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous });
            await using (file.ConfigureAwait(false))
                await write(file, cancellationToken).ConfigureAwait(false);
            if (!IsSyncedAtOnce)
                files.SyncFile(path);
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw Failed(relativePath, exception);
        }
    }

    /// <summary>Gives a stored file a second name in the folder.</summary>
    public void Link(string relativePath, string stored)
    {
        var path = Claim(relativePath);
        if (!Guard(relativePath, () => files.TryLink(stored, path)))
            throw Refused($"'{target}' cannot have hard links to the stored files: it must be on the file system of the storage, which must know hard links. Export with the method write or symlink instead.");
    }

    /// <summary>Makes a symbolic link to a stored file.</summary>
    public void LinkSymbolically(string relativePath, string stored)
    {
        var path = Claim(relativePath);
        Guard(relativePath, () => File.CreateSymbolicLink(path, stored));
    }

    /// <summary>Makes the folder durable and visible under its name.</summary>
    /// <exception cref="TransferException">Meanwhile something came to the place, or the file system failed.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (IsSyncedAtOnce)
                await sync!.SyncAsync(failuresBefore, cancellationToken).ConfigureAwait(false);
            else
                SyncDirectories();
            Show();
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Failed(target, exception);
        }
    }

    /// <summary>Removes what was written, unless it was completed.</summary>
    public void Dispose()
    {
        sync?.Dispose();
        if (isComplete)
            return;
        try
        {
            if (Directory.Exists(root))
                Directory.Delete(root, recursive: true);
            foreach (var made in Enumerable.Reverse(madeParents))
                Directory.Delete(made);
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            // The failure that led here says more; what stays is hidden and named as a part.
        }
    }

    private static string TargetOf(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static void RequireClean(string target)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw Refused($"'{target}' holds something already, and an export overwrites nothing: empty it, or export to another folder.");
    }

    private ExportTree Open()
    {
        RequireClean(target);
        MakeParents();
        sync = new FileSystemSync(files, parent);
        failuresBefore = sync.Failures;
        Directory.CreateDirectory(root);
        if (!OperatingSystem.IsWindows() && Directory.Exists(target))
            File.SetUnixFileMode(root, File.GetUnixFileMode(target));
        return this;
    }

    private void Show()
    {
        RequireClean(target);
        if (Directory.Exists(target))
            Directory.Delete(target);
        Directory.Move(root, target);
        try
        {
            files.SyncDirectory(parent);
            isComplete = true;
        }
        catch
        {
            Directory.Move(target, root);
            throw;
        }
    }

    private void SyncDirectories()
    {
        foreach (var directory in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Append(root))
            files.SyncDirectory(directory);
    }

    private void MakeParents()
    {
        var missing = new Stack<string>();
        for (var folder = parent; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Push(folder);
        foreach (var folder in missing)
        {
            Directory.CreateDirectory(folder);
            madeParents.Add(folder);
        }
    }

    private string Claim(string relativePath)
    {
        var path = PathOf(relativePath);
        if (Path.Exists(path))
            throw Refused($"Two files would have the path '{relativePath}', as the file system reads it.");
        Guard(relativePath, () => Directory.CreateDirectory(Path.GetDirectoryName(path)!));
        return path;
    }

    private static T Guard<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Failed(what, exception);
        }
    }

    private static bool IsFailure(Exception exception) => exception is StorageException || StorageErrors.IsFileFailure(exception);

    private static TransferException Failed(string what, Exception exception) => TransferErrors.Translate(exception, "write", what);

    private static TransferException Refused(string message) => new(TransferFailureReason.Inaccessible, message);
}
