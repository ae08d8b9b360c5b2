using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Installing;

namespace Pulp.Plugins.Loading;

// Takes each sub-folder as one plugin, in the order of labels: checks it, loads it, lets it declare itself, and registers what it declared.
// Whatever goes wrong with one plugin becomes its status; the others load.
internal sealed class PluginLoader
{
    private readonly IServiceCollection services;
    private readonly PluginLoadOptions options;
    private readonly PluginHost host;

    public PluginLoader(IServiceCollection services, PluginLoadOptions options, PluginHost host) =>
        (this.services, this.options, this.host) = (services, options, host);

    // Of one plugin in several folders the highest version is taken, whichever folder it lies in.
    public IReadOnlyList<PluginStatus> Load(params IReadOnlyList<string> roots)
    {
        var statuses = new List<PluginStatus>();
        var candidates = new List<(PluginCandidate Candidate, TimeSpan Spent)>();
        foreach (var (root, folder) in roots.SelectMany(root => FoldersOf(root).Select(folder => (root, folder))))
        {
            var started = Stopwatch.GetTimestamp();
            var (candidate, refusal) = Inspect(root, folder);
            if (candidate is not null)
                candidates.Add((candidate, Stopwatch.GetElapsedTime(started)));
            else
                statuses.Add(refusal! with { Duration = Stopwatch.GetElapsedTime(started) });
        }

        foreach (var sameLabel in candidates.GroupBy(pair => pair.Candidate.Manifest.Label, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            // Stable: of equal versions the first folder by name comes first.
            var ranked = sameLabel.OrderByDescending(pair => pair.Candidate.Manifest.Version, PluginVersion.Order).ToList();
            var (chosen, spent) = ranked[0];
            statuses.Add(Take(chosen, spent));
            statuses.AddRange(ranked.Skip(1).Select(other => PassOver(other.Candidate, chosen) with { Duration = other.Spent }));
        }

        return statuses;
    }

    public static IEnumerable<string> FoldersOf(string root) => Directory.EnumerateDirectories(root)
        .Where(folder => Path.GetFileName(folder)[0] != '.' && !RemovalMark.IsOn(folder))
        .Order(StringComparer.Ordinal);

    private static PluginStatus PassOver(PluginCandidate other, PluginCandidate chosen)
    {
        var isLower = PluginVersion.Order.Compare(other.Manifest.Version, chosen.Manifest.Version) < 0;
        return StatusOf(other) with
        {
            State = isLower ? PluginState.Superseded : PluginState.Refused,
            Reason = isLower
                ? $"the folder '{chosen.FolderName}' holds the higher version {chosen.Manifest.Version}"
                : $"the folders '{chosen.FolderName}' and '{other.FolderName}' both hold '{other.Manifest.Label}' {other.Manifest.Version}: remove one",
        };
    }

    private static PluginStatus StatusOf(PluginCandidate candidate) => new()
    {
        Label = candidate.Manifest.Label,
        Version = candidate.Manifest.Version.ToString(),
        State = PluginState.Loaded,
        Reason = candidate.Remark,
        Folder = candidate.Folder,
        ManifestDigest = candidate.Manifest.Digest,
    };

    private (PluginCandidate? Candidate, PluginStatus? Refusal) Inspect(string root, string folder)
    {
        var refusal = new PluginStatus { Label = Path.GetFileName(folder), State = PluginState.Refused, Folder = folder };
        try
        {
            if (host.Obstacle is { } obstacle)
                throw new PluginException(obstacle);
            FolderTrust.CheckRoot(root, options.AllowWritableByEveryone);
            FolderTrust.Check(folder, options.AllowWritableByEveryone);
            var manifest = PluginManifest.Read(folder);
            refusal = refusal with { Label = manifest.Label, Version = manifest.Version.ToString(), ManifestDigest = manifest.Digest };
            RequireTrusted(manifest);
            return (PluginCandidate.Inspect(folder, manifest, host), null);
        }
        catch (Exception exception) when (exception is PluginException or IOException or UnauthorizedAccessException)
        {
            return (null, refusal with { Reason = LoadFailure.Describe(exception, folder) });
        }
    }

    private void RequireTrusted(PluginManifest manifest)
    {
        if (options.TrustedManifests.Count == 0)
            return;
        if (manifest.Files is null)
            throw new PluginException($"only trusted plugins are loaded, and its {PluginManifest.FileName} does not name its files with their digests");
        if (!options.TrustedManifests.Contains(manifest.Digest))
            throw new PluginException($"only trusted plugins are loaded, and its {PluginManifest.FileName} with the SHA-256 {manifest.Digest} is not among them");
    }

    private PluginStatus Take(PluginCandidate candidate, TimeSpan spent)
    {
        var started = Stopwatch.GetTimestamp();
        var status = StatusOf(candidate);
        try
        {
            var registered = RegisteredPlugin.In(services).ToList();
            if (registered.Find(other => other.Label == candidate.Manifest.Label) is { } same)
                throw new PluginException($"'{same.Label}' is already registered, from {same.Assembly.GetName().Name} {same.Version}: this one is {candidate.Manifest.Assembly} in the folder '{candidate.FolderName}'");
            var scratch = new ScratchServices(services);
            var plugin = PluginActivation.Run(candidate, scratch.Services, host, options.Timeout);
            TypeClashes.Reject([.. registered.Select(other => other.Types), plugin.Types]);
            scratch.AppendTo(services, plugin.Label);
            services.AddSingleton(plugin);
        }
        catch (PluginException exception)
        {
            status = status with { State = PluginState.Refused, Reason = LoadFailure.Describe(exception, candidate.Folder) };
        }

        return status with { Duration = spent + Stopwatch.GetElapsedTime(started) };
    }
}
