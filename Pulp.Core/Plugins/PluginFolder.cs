using Pulp.Plugins.Installing;
using Pulp.Plugins.Loading;

namespace Pulp.Plugins;

/// <summary>
/// Represents a folder of plugins that plugins are put into and taken out of; a host takes them at its next start, through <see cref="PulpBuilder.AddPluginsFrom(string, Action{PluginLoadOptions}?)"/>.
/// </summary>
/// <remarks>
/// Nothing of a plugin runs here. A plugin is complete in the folder or not there at all: it is gathered in a folder whose name begins with a dot,
/// which hosts pass over, checked as at a start, and renamed. Not safe to use concurrently on one folder.
/// A host that runs loads libraries of its plugins when it first needs them: see <see cref="IsInUse"/>.
/// </remarks>
public sealed class PluginFolder
{
    private readonly string root;

    /// <summary>Initializes a folder of plugins.</summary>
    /// <param name="path">The folder; made with the first plugin.</param>
    public PluginFolder(string path) => root = Path.GetFullPath(path);

    /// <summary>Gets whether a host may run with plugins of this folder. What is replaced or removed is then only marked, so that hosts pass it over, and goes with <see cref="CleanUp"/>.</summary>
    public bool IsInUse { get; init; }

    /// <summary>Puts a plugin into the folder, in place of a lower version of it.</summary>
    /// <param name="source">A plugin's NuGet package, or the folder that its build left. Only the files that its <c>pulp-plugin.json</c> names are taken.</param>
    /// <param name="others">Further folders that the host takes plugins from.</param>
    /// <returns>What was added.</returns>
    /// <exception cref="PluginException">It is no plugin, would not be loaded here, or is not higher than the version that is there or in another folder.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public AddedPlugin Add(string source, params IReadOnlyList<PluginFolder> others)
    {
        using var package = PluginSource.Open(source);
        var manifest = package.Manifest;
        if (manifest.Files is null)
            throw new PluginException($"Its {PluginManifest.FileName} names no files: build it with the package Pulp.Core and IsPulpPlugin.");
        var present = Present(manifest.Label).ToList();
        if (present.Find(other => IsNotBelow(other.Manifest, manifest)) is { Manifest: { } here })
            throw new PluginException($"{here.Label} {here.Version} is there already: remove it first to add {manifest.Version}.");
        if (others.SelectMany(folder => folder.Present(manifest.Label)).FirstOrDefault(other => IsNotBelow(other.Manifest, manifest)) is { Manifest: { } elsewhere })
            throw new PluginException($"{elsewhere.Label} {elsewhere.Version} is in another folder of plugins: only a higher version than that is of use.");
        StagedFolder.CreateFolder(root);
        FolderTrust.CheckRoot(root, allowWritableByEveryone: false);
        var target = FreeFolder($"{manifest.Label}-{manifest.Version.ToString().Replace('+', '_')}");
        using (var staged = new StagedFolder(root))
        {
            package.CopyTo(staged.Path, manifest.Files.Keys);
            Require(staged.Path, manifest);
            staged.MoveTo(target);
        }

        foreach (var (folder, _) in present)
            Discard(folder);
        return new AddedPlugin
        {
            Label = manifest.Label,
            Version = manifest.Version.ToString(),
            Replaced = present is [{ Manifest: { } replaced }, ..] ? replaced.Version.ToString() : null,
            Folder = target,
            ManifestDigest = manifest.Digest,
        };
    }

    /// <summary>Takes a plugin out of the folder, all versions of it.</summary>
    /// <param name="label">Its label; of one whose <c>pulp-plugin.json</c> cannot be read, the name of its folder.</param>
    /// <returns>The versions that were removed, empty texts for those that could not be read; empty when the folder does not hold it.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public IReadOnlyList<string> Remove(string label)
    {
        var removed = new List<string>();
        foreach (var (folder, manifest) in Present(label).ToList())
        {
            Discard(folder);
            removed.Add(manifest?.Version.ToString() ?? "");
        }

        return removed;
    }

    /// <summary>Tells whether the folder holds a plugin.</summary>
    /// <param name="label">Its label; of one whose <c>pulp-plugin.json</c> cannot be read, the name of its folder.</param>
    /// <returns>Whether it does.</returns>
    public bool Contains(string label) => Present(label).Any();

    /// <summary>Deletes what was replaced or removed while the folder was in use. For a host that starts, before it loads plugins.</summary>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public void CleanUp()
    {
        if (!Directory.Exists(root))
            return;
        foreach (var folder in Directory.EnumerateDirectories(root).Where(RemovalMark.IsOn).ToList())
            StagedFolder.Delete(root, folder);
    }

    private void Discard(string folder)
    {
        if (!IsInUse || !RemovalMark.TryPut(folder))
            StagedFolder.Delete(root, folder);
    }

    // One of that name may be there still, for a host that runs.
    private string FreeFolder(string name) =>
        Enumerable.Range(1, int.MaxValue).Select(number => Path.Combine(root, number == 1 ? name : $"{name}-{number}")).First(folder => !Directory.Exists(folder));

    private static void Require(string folder, PluginManifest manifest)
    {
        try
        {
            FolderTrust.Check(folder, allowWritableByEveryone: false);
            PluginCandidate.Inspect(folder, manifest, PluginHost.Current);
        }
        catch (PluginException exception)
        {
            throw new PluginException($"{manifest.Label} {manifest.Version} would not be loaded here: {LoadFailure.Describe(exception, folder)}.", exception);
        }
    }

    private static bool IsNotBelow(PluginManifest? present, PluginManifest added) => present is not null && PluginVersion.Order.Compare(present.Version, added.Version) >= 0;

    private IEnumerable<(string Folder, PluginManifest? Manifest)> Present(string label)
    {
        if (!Directory.Exists(root))
            yield break;
        foreach (var folder in PluginLoader.FoldersOf(root))
        {
            var manifest = TryRead(folder);
            if ((manifest?.Label ?? Path.GetFileName(folder)) == label)
                yield return (folder, manifest);
        }
    }

    private static PluginManifest? TryRead(string folder)
    {
        try
        {
            return PluginManifest.Read(folder);
        }
        catch (Exception exception) when (exception is PluginException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
