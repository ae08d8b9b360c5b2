using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads roles from a Galaxy server (API v1). Upstream states no digests, so their archives are fetched at sync, when a role is new or changed.
/// </summary>
internal sealed class RoleSync : ISyncSource
{
    private const int DefaultConcurrency = 10;
    private const long MaximumArchive = 512 * 1024 * 1024;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = (AnsibleSyncOptions?)context.Options ?? new AnsibleSyncOptions();
        var broken = new BrokenCollections(context, options.OnBroken);
        var (galaxy, list) = await GalaxyUpstream.FindRolesAsync(context.Upstream, new Uri(context.Remote.Url), cancellationToken).ConfigureAwait(false);
        var progress = context.BeginProgress("Parsing Role Metadata", "sync.parsing.metadata");
        var roles = Ahead.SelectAsync(
            galaxy.ListAsync(list, cancellationToken), context.Remote.DownloadConcurrency ?? DefaultConcurrency, (role, token) => ReadAsync(context, galaxy, list, role, broken, options.Optimize, token), cancellationToken);
        await foreach (var items in roles.ConfigureAwait(false))
        {
            foreach (var item in items)
                yield return item;
            progress.Increment();
        }

        progress.Complete();
    }

    private static async Task<IReadOnlyList<SyncItem>> ReadAsync(
        SyncContext context, GalaxyUpstream galaxy, Uri list, JsonElement role, BrokenCollections broken, bool optimizes, CancellationToken cancellationToken)
    {
        var space = role.Field("summary_fields").Field("namespace").TextOf("name") ?? role.TextOf("namespace") ?? role.TextOf("github_user");
        var name = role.TextOf("name");
        if (!IsName(space) || !IsName(name))
        {
            context.Skip("name of a role cannot be used", name);
            return [];
        }

        var group = $"{space}.{name}";
        var remembered = await context.RememberedAsync(group, cancellationToken).ConfigureAwait(false);
        try
        {
            var versions = await VersionsAsync(galaxy, list, role, cancellationToken).ConfigureAwait(false);
            var memory = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', versions.Select(version => $"{version.Name} {version.Url}"))));
            if (optimizes && remembered is not null && remembered.AsSpan().SequenceEqual(memory))
                return [new UnchangedGroup(group)];
            return [.. versions.Select(version => Declare(space!, name!, version.Name, version.Url)), new CompletedGroup(group, memory)];
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            broken.Report("role cannot be used", group, exception);
            return [new KeptGroup(group)];
        }
    }

    private static async Task<List<(string Name, Uri Url)>> VersionsAsync(GalaxyUpstream galaxy, Uri list, JsonElement role, CancellationToken cancellationToken)
    {
        var items = role.Field("summary_fields").ItemsOf("versions").ToList();
        var id = role.TextOf("id") ?? role.NumberOf("id")?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (items.Count == 0 && id is not null)
        {
            var address = new Uri(list, $"{Uri.EscapeDataString(id)}/versions/?page_size=50");
            await foreach (var item in galaxy.ListAsync(address, cancellationToken).ConfigureAwait(false))
                items.Add(item);
        }

        var versions = new List<(string, Uri)>();
        foreach (var item in items)
        {
            if (item.TextOf("name") is { Length: > 0 and <= 128 } version && UrlOf(list, role, item, version) is { } url)
                versions.Add((version, url));
        }

        return [.. versions.DistinctBy(version => version.Item1, StringComparer.Ordinal)];
    }

    // What Galaxy itself leaves to the client: a role is the archive of a tag.
    private static Uri? UrlOf(Uri list, JsonElement role, JsonElement item, string version)
    {
        var text = item.TextOf("source") ?? item.TextOf("download_url");
        if (text is null && role.TextOf("github_user") is { } user && role.TextOf("github_repo") is { } repository && IsName(user) && IsName(repository))
            text = $"https://github.com/{user}/{repository}/archive/{Uri.EscapeDataString(version)}.tar.gz";
        return text is not null && Uri.TryCreate(list, text, out var url) && url.Scheme is "http" or "https" ? url : null;
    }

    private static DeclaredContent Declare(string space, string name, string version, Uri url)
    {
        var role = new Role { Namespace = space, Name = name, Version = version };
        return new DeclaredContent(role, new DeclaredFile(role.FileName(), url, null, DigestSet.Empty) { MaximumSize = MaximumArchive }) { IsOptional = true };
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= 128 } && text[0] != '.' && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');
}
