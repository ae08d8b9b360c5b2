using System.Runtime.CompilerServices;
using System.Text.Json;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads what the namespaces of taken collections say of themselves, with their avatars. An avatar that cannot be had is left out.
/// </summary>
internal sealed class NamespaceReader
{
    private static readonly string[] Endings = ["png", "jpg", "gif", "webp"];
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly SyncContext context;
    private readonly Dictionary<string, Noted> noted = new(StringComparer.Ordinal);

    public NamespaceReader(IPulpDatabase database, PulpCatalog catalog, SyncContext context)
    {
        this.database = database;
        this.catalog = catalog;
        this.context = context;
    }

    /// <summary>Notes the namespace of a collection.</summary>
    /// <param name="galaxy">The server that has it.</param>
    /// <param name="name">The namespace.</param>
    /// <param name="sha256">The digest of what it says, if upstream states it.</param>
    /// <param name="hasChanged">Whether the collection changed.</param>
    public void Note(GalaxyUpstream galaxy, string name, string? sha256, bool hasChanged)
    {
        lock (noted)
        {
            if (!noted.TryGetValue(name, out var known))
                noted[name] = known = new Noted(galaxy);
            known.Sha256 ??= sha256;
            known.HasChanged |= hasChanged;
        }
    }

    /// <summary>Reads the namespaces that were noted.</summary>
    public async IAsyncEnumerable<SyncItem> ReadAsync(int concurrency, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = await HeldAsync(cancellationToken).ConfigureAwait(false);
        var items = Ahead.SelectAsync(noted.ToAsyncEnumerable(), concurrency, (pair, token) => ReadAsync(pair.Key, pair.Value, held, token), cancellationToken);
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (item is not null)
                yield return item;
        }
    }

    private async Task<Dictionary<string, string>> HeldAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        async session =>
        {
            var held = new Dictionary<string, string>(StringComparer.Ordinal);
            var type = catalog.ContentTypeOf(typeof(AnsibleNamespaceMetadata));
            if (await session.Versions.FindAsync(context.Repository.Id).ConfigureAwait(false) is not { } latest || latest.Summary.Present.GetValueOrDefault(type.Name) == 0)
                return held;
            foreach (var name in noted.Keys)
            {
                foreach (var unit in await session.Memberships.GroupAsync(latest, type, name).ConfigureAwait(false))
                    held[name] = ((AnsibleNamespaceMetadata)unit).MetadataSha256;
            }

            return held;
        },
        cancellationToken).ConfigureAwait(false);

    private async Task<SyncItem?> ReadAsync(string name, Noted known, Dictionary<string, string> held, CancellationToken cancellationToken)
    {
        var kept = held.ContainsKey(name) ? new KeptGroup(name) : null;
        if (!known.Galaxy.IsV3 || (known.Sha256 is { } stated ? held.GetValueOrDefault(name) == stated : !known.HasChanged))
            return kept;
        try
        {
            var answer = await known.Galaxy.FindAsync(new Uri(known.Galaxy.Api, $"namespaces/{name}/"), cancellationToken).ConfigureAwait(false);
            return answer is { } found && Declare(name, found, known.Galaxy.Api) is { } declared ? declared : kept;
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            context.Skip("namespace cannot be used", $"{name}: {exception.Message}");
            return kept;
        }
    }

    private DeclaredContent? Declare(string name, JsonElement answer, Uri api)
    {
        if (answer.TextOf("name") is { } told && told != name)
            throw new BrokenCollectionException($"upstream answered with the namespace '{Excerpt.Of(told)}'.");
        var metadata = new AnsibleNamespaceMetadata
        {
            Name = name,
            Company = answer.TextOf("company") ?? "",
            Email = answer.TextOf("email") ?? "",
            Description = answer.TextOf("description") ?? "",
            Resources = answer.TextOf("resources") ?? "",
            Links = [.. answer.ItemsOf("links").Select(link => new NamespaceLink(link.TextOf("name") ?? "", link.TextOf("url") ?? "")).Where(link => link.Url.Length > 0)],
            AvatarSha256 = null,
            MetadataSha256 = "",
        };
        if (AvatarOf(name, answer, api) is not { } avatar)
            return new DeclaredContent(Identify(metadata, answer));
        return avatar.Digests.Sha256 is { } sha256
            ? new DeclaredContent(Identify(metadata with { AvatarSha256 = sha256 }, answer), avatar)
            : new DeclaredContent(Identify(metadata, answer), avatar)
            {
                Complete = (files, _) => ValueTask.FromResult<Content>(Identify(metadata with { AvatarSha256 = files.Artifacts[avatar.RelativePath].Sha256 }, answer)),
            };
    }

    private DeclaredFile? AvatarOf(string name, JsonElement answer, Uri api)
    {
        if (answer.TextOf("avatar_url") is not { Length: > 0 } text)
            return null;
        if (!Uri.TryCreate(api, text, out var url) || url.Scheme is not ("http" or "https"))
        {
            context.Skip("avatar has no http or https address", name);
            return null;
        }

        var digests = Digest.TryParse(DigestAlgorithm.Sha256, answer.TextOf("avatar_sha256"), out var sha256) ? new DigestSet(sha256) : DigestSet.Empty;
        return new DeclaredFile(Avatar.PathOf(name, EndingOf(url)), url, null, digests) { IsOptional = true, IsImmediate = true, MaximumSize = Avatar.MaximumSize };
    }

    // What the picture really is shows when it is here; the name is needed before.
    private static string EndingOf(Uri url)
    {
        var told = Path.GetExtension(url.AbsolutePath).TrimStart('.').ToLowerInvariant();
        return Endings.Contains(told, StringComparer.Ordinal) ? told : Endings[0];
    }

    // Upstream's own digest, so that the next sync sees at once whether it changed.
    private static AnsibleNamespaceMetadata Identify(AnsibleNamespaceMetadata metadata, JsonElement answer) => metadata with
    {
        MetadataSha256 = Digest.TryParse(DigestAlgorithm.Sha256, answer.TextOf("metadata_sha256"), out var stated) ? stated.Hex : NamespaceMetadata.DigestOf(metadata),
    };

    private sealed class Noted(GalaxyUpstream galaxy)
    {
        public GalaxyUpstream Galaxy { get; } = galaxy;

        public string? Sha256 { get; set; }

        public bool HasChanged { get; set; }
    }
}
