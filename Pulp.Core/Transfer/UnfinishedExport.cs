using System.Text.RegularExpressions;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Notes where an export writes what is not whole yet, for as long as it does: a note that is there at start is of an export whose process was killed.
/// </summary>
internal sealed partial class UnfinishedExport : IAsyncDisposable
{
    private const int MaximumNotes = 1000;
    private static readonly Guid Scope = new("00000000-0000-7000-8000-e8b047000000");
    private readonly IPulpDatabase database;
    private readonly string path;

    private UnfinishedExport(IPulpDatabase database, string path) => (this.database, this.path) = (database, path);

    /// <summary>Notes that an export begins.</summary>
    /// <param name="database">Where it is noted.</param>
    /// <param name="path">The folder an <see cref="ExportTree"/> builds, or what the names of a bundle's files begin with. Both hold an identifier, so that nothing else is called so.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>What forgets it, when it is whole or gone.</returns>
    public static async Task<UnfinishedExport> BeginAsync(IPulpDatabase database, string path, CancellationToken cancellationToken)
    {
        await SetAsync(database, path, [1], cancellationToken).ConfigureAwait(false);
        return new UnfinishedExport(database, path);
    }

    /// <summary>Gets the paths that are noted.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(IPulpDatabase database, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(static session => session.States.ListAsync(Scope, "", null, MaximumNotes), cancellationToken).ConfigureAwait(false)).Select(note => note.Key)];

    /// <summary>Removes what is left at a path that is noted, and forgets it.</summary>
    public static async Task RemoveAsync(IPulpDatabase database, string path, CancellationToken cancellationToken)
    {
        foreach (var left in LeftAt(path))
        {
            if (Directory.Exists(left))
                Directory.Delete(left, recursive: true);
            else
                File.Delete(left);
        }

        await SetAsync(database, path, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the export, unless something is left that could not be removed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (LeftAt(path).Count == 0)
                await SetAsync(database, path, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreException || TransferErrors.IsFileFailure(exception))
        {
            // How the export ended says more; the next start finds nothing there and forgets it.
        }
    }

    private static IReadOnlyList<string> LeftAt(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path), Path.GetFileName(path));
        if (folder is null || !Directory.Exists(folder) || !WithIdentifier().IsMatch(name))
            return [];
        if (name.EndsWith(BundleLayout.PartialEnding, StringComparison.Ordinal))
            return Directory.Exists(path) ? [path] : [];
        // The table of contents comes last: with it the bundle is whole.
        var table = path + BundleLayout.TableOfContentsEnding;
        return File.Exists(table) ? [] : [.. Directory.EnumerateFiles(folder, name + "*").Where(file => file == table + BundleLayout.PartialEnding || file.StartsWith(path + BundleLayout.ArchiveEnding, StringComparison.Ordinal))];
    }

    private static Task<bool> SetAsync(IPulpDatabase database, string path, byte[]? value, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.States.SetAsync(Scope, [KeyValuePair.Create(path, value)]).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    [GeneratedRegex(@"\.[0-9a-f]{32}\.partial$|^export-[0-9a-f-]{36}-", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithIdentifier();
}
