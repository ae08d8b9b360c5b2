using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Registry;
using Pulp.Repositories;
using Pulp.Signing;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Signs the images of a repository's tags, each platform of them, and adds the signatures in one version. What the key signed under the same name is not signed again.
/// </summary>
internal sealed class SignImagesTask(IPulpDatabase database, RegistryContent content, ManifestSigning signing, ManifestSignatures signatures) : ITaskHandler<SignImages>
{
    public const string Name = "container.repositories.sign";
    private const int TagsAtOnce = 1000;

    public async Task<object?> RunAsync(TaskContext context, SignImages arguments, CancellationToken cancellationToken)
    {
        var service = await database.ReadAsync(session => session.Resources.GetAsync(arguments.ServiceId), cancellationToken).ConfigureAwait(false) as SigningService
            ?? throw new SigningException("The signing service was removed meanwhile.");
        var version = await database.ReadAsync(session => session.Versions.FindAsync(arguments.RepositoryId), cancellationToken).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("repository", "There is no such repository.");
        var wanted = await FindAsync(version, arguments, OpenPgpKey.Parse(service.PublicKey), cancellationToken).ConfigureAwait(false);
        var progress = context.BeginProgress("Signing Manifests", "signing.manifests", wanted.Count);
        var made = new List<ManifestSignature>(wanted.Count);
        foreach (var (manifest, reference) in wanted)
        {
            made.Add(await signing.SignAsync(service, manifest.Document, manifest.Digest, reference, context.CreateWorkingDirectory(), context.Task.CorrelationId, cancellationToken).ConfigureAwait(false));
            progress.Increment();
        }

        progress.Complete();
        if (made.Count > 0 && await signatures.AddAsync(arguments.RepositoryId, made, cancellationToken).ConfigureAwait(false) is { } signed)
            context.AddCreated(RepositoryVersion.PrnOf(signed.Id));
        return null;
    }

    private async Task<IReadOnlyList<(Manifest Manifest, string Reference)>> FindAsync(RepositoryVersion version, SignImages arguments, OpenPgpKey key, CancellationToken cancellationToken)
    {
        var wanted = new List<(Manifest, string)>();
        foreach (var tag in arguments.Tags ?? await TagsAsync(version, cancellationToken).ConfigureAwait(false))
        {
            var reference = $"{arguments.Name}:{tag}";
            if (!TagName.TryParse(tag, out var name) || await content.FindManifestAsync(version, new Reference.ByTag(name), cancellationToken).ConfigureAwait(false) is not { } manifest)
                throw new RepositoryChangeException("tags_list", $"The tag '{tag}' does not exist in the latest repository version.");
            foreach (var signed in await WithPlatformsAsync(version, manifest, cancellationToken).ConfigureAwait(false))
            {
                var present = await signatures.OfAsync(version, signed.Digest, cancellationToken).ConfigureAwait(false);
                if (!present.Any(signature => key.Owns(signature.KeyId) && AtomicSignature.ReferenceOf(signature) == reference))
                    wanted.Add((signed, reference));
            }
        }

        return wanted;
    }

    private async Task<IReadOnlyList<Manifest>> WithPlatformsAsync(RepositoryVersion version, Manifest manifest, CancellationToken cancellationToken)
    {
        var all = new List<Manifest> { manifest };
        foreach (var listed in manifest.Listed.DistinctBy(listed => listed.Digest, StringComparer.Ordinal))
        {
            if (OciDigest.TryParse(listed.Digest, out var digest) && await content.FindManifestAsync(version, new Reference.ByDigest(digest), cancellationToken).ConfigureAwait(false) is { } platform)
                all.Add(platform);
        }

        return all;
    }

    private async Task<IReadOnlyList<string>> TagsAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var all = new List<string>();
        while (true)
        {
            var page = await content.TagsAsync(version, all.LastOrDefault(), TagsAtOnce, cancellationToken).ConfigureAwait(false);
            all.AddRange(page);
            if (page.Count < TagsAtOnce)
                return all;
        }
    }
}
