namespace Pulp.Storage;

/// <summary>Makes a directory ready to be the root of a storage, or refuses it.</summary>
internal static class StorageRoot
{
    /// <summary>Makes the directory, its marker and its parts where they are missing.</summary>
    /// <exception cref="StorageException">The directory cannot serve; the message names it and the way out.</exception>
    public static StorageLayout Prepare(string root, DurableFiles files)
    {
        if (string.IsNullOrWhiteSpace(root))
            throw new StorageException(StorageFailureReason.Unsuitable, "FileSystemStorageOptions.Root is empty; name a directory for the artifacts.");
        var layout = new StorageLayout(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        try
        {
            if (File.Exists(layout.Root))
                throw Refuse(layout, "is a file; name a directory");
            MakeDurably(layout.Root, files);
            var isOurs = HasMarker(layout);
            if (!isOurs)
                RefuseForeignFiles(layout);
            files.MakeDirectory(layout.Artifacts);
            files.MakeDirectory(layout.Temporary);
            ProveWritable(layout, files);
            if (!isOurs)
                WriteMarker(layout, files);
            return layout;
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw WithPath(StorageErrors.Translate(exception, "open", layout.Root), layout);
        }
        catch (StorageException exception) when (exception.Reason != StorageFailureReason.Unsuitable)
        {
            throw WithPath(exception, layout);
        }
    }

    private static void MakeDurably(string directory, DurableFiles files)
    {
        if (Directory.Exists(directory))
            return;
        var parent = Path.GetDirectoryName(directory);
        if (parent is not null)
            MakeDurably(parent, files);
        files.MakeDirectory(directory);
        if (parent is not null)
            files.SyncDirectory(parent);
    }

    private static bool HasMarker(StorageLayout layout)
    {
        if (!File.Exists(layout.Marker))
            return false;
        if (!string.Equals(File.ReadAllText(layout.Marker), StorageLayout.MarkerText, StringComparison.Ordinal))
            throw Refuse(layout, $"was made by another version (its {Path.GetFileName(layout.Marker)} does not say \"{StorageLayout.MarkerText.Trim()}\"); use that version, or name an empty directory");
        return true;
    }

    private static void RefuseForeignFiles(StorageLayout layout)
    {
        var foreign = Directory.EnumerateFileSystemEntries(layout.Root)
            .Select(path => Path.GetFileName(path))
            .Where(name => !StorageLayout.KnownRootNames.Contains(name))
            .Take(3)
            .ToList();
        if (foreign.Count > 0)
            throw Refuse(layout, $"holds other data ({string.Join(", ", foreign)}); name an empty directory, or a new one below it");
    }

    private static void ProveWritable(StorageLayout layout, DurableFiles files)
    {
        var probe = layout.TemporaryPath(StorageLayout.NewTemporaryName());
        files.Create(probe).Dispose();
        files.Delete(probe);
    }

    private static void WriteMarker(StorageLayout layout, DurableFiles files)
    {
        var draft = layout.TemporaryPath(StorageLayout.NewTemporaryName());
        using (var file = files.Create(draft))
        {
            files.Write(file, System.Text.Encoding.ASCII.GetBytes(StorageLayout.MarkerText), 0, draft);
            files.Sync(file, draft);
        }

        files.Rename(draft, layout.Marker);
        files.SyncDirectory(layout.Root);
    }

    private static StorageException Refuse(StorageLayout layout, string reason) =>
        new(StorageFailureReason.Unsuitable, $"The storage root '{layout.Root}' {reason}.", layout.Root);

    private static StorageException WithPath(StorageException cause, StorageLayout layout) =>
        new(cause.Reason, $"The storage root '{layout.Root}' cannot be used. {cause.Message}", cause.Path ?? layout.Root, cause);
}
