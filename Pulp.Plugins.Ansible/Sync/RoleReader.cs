using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pulp.Archives;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads one role of a Galaxy server's API v1: its versions, and where their archives are.
/// </summary>
/// <remarks>Upstream states no digests of roles. A version is one file for ever here, so what the repository holds is not fetched again.</remarks>
internal sealed class RoleReader
{
    private const long MaximumArchive = 512 * 1024 * 1024;

    // Lists show the newest versions of a role, at least so many; of a role that has fewer they show all.
    private const int ShownVersions = 10;
    private readonly SyncContext context;
    private readonly IPulpDatabase database;
    private readonly GalaxyTypes types;
    private readonly BrokenCollections broken;
    private readonly bool optimizes;

    public RoleReader(SyncContext context, IPulpDatabase database, GalaxyTypes types, BrokenCollections broken, bool optimizes)
    {
        this.context = context;
        this.database = database;
        this.types = types;
        this.broken = broken;
        this.optimizes = optimizes;
    }

    /// <summary>Reads a role that a list of roles shows.</summary>
    /// <param name="galaxy">The server.</param>
    /// <param name="list">The list's address.</param>
    /// <param name="role">The list's item.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the sync gets of it.</returns>
    public async Task<IReadOnlyList<SyncItem>> ReadAsync(GalaxyUpstream galaxy, Uri list, JsonElement role, CancellationToken cancellationToken)
    {
        var (space, name) = (NamespaceOf(role), role.TextOf("name"));
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
            return [.. await DeclareAsync(space!, name!, versions, cancellationToken).ConfigureAwait(false), new CompletedGroup(group, memory)];
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            broken.Report("role cannot be used", group, exception);
            return [new KeptGroup(group)];
        }
    }

    /// <summary>Reads the versions of a role that is asked for by its name.</summary>
    /// <param name="galaxy">The server.</param>
    /// <param name="list">The address of its list of roles.</param>
    /// <param name="space">The role's namespace.</param>
    /// <param name="name">The role's name.</param>
    /// <param name="only">The version that is asked for; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the sync gets of it.</returns>
    public async Task<IReadOnlyList<SyncItem>> ReadAsync(GalaxyUpstream galaxy, Uri list, string space, string name, string? only, CancellationToken cancellationToken)
    {
        var what = $"{space}.{name}";
        try
        {
            var found = await FindAsync(galaxy, list, space, name, cancellationToken).ConfigureAwait(false);
            var versions = found is { } role ? await VersionsAsync(galaxy, list, role, cancellationToken).ConfigureAwait(false) : [];
            if (only is not null)
                versions = versions.FindAll(version => version.Name == only);
            if (versions.Count > 0)
                return await DeclareAsync(space, name, versions, cancellationToken).ConfigureAwait(false);
            broken.Report(found is null ? "role is not upstream" : "role has no such version", only is null ? what : $"{what} {only}");
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            broken.Report("role cannot be used", what, exception);
        }

        return [new KeptGroup(what)];
    }

    private static async Task<JsonElement?> FindAsync(GalaxyUpstream galaxy, Uri list, string space, string name, CancellationToken cancellationToken)
    {
        var address = new Uri(list, $"?owner__username={Uri.EscapeDataString(space)}&name={Uri.EscapeDataString(name)}");
        await foreach (var role in galaxy.ListAsync(address, cancellationToken).ConfigureAwait(false))
        {
            if (role.TextOf("name") == name && (NamespaceOf(role) is not { } owner || owner == space))
                return role;
        }

        return null;
    }

    private static string? NamespaceOf(JsonElement role) => role.Field("summary_fields").Field("namespace").TextOf("name") ?? role.TextOf("namespace") ?? role.TextOf("github_user");

    private static async Task<List<(string Name, Uri Url)>> VersionsAsync(GalaxyUpstream galaxy, Uri list, JsonElement role, CancellationToken cancellationToken)
    {
        var items = role.Field("summary_fields").ItemsOf("versions").ToList();
        var id = role.TextOf("id") ?? role.NumberOf("id")?.ToString(CultureInfo.InvariantCulture);
        if ((items.Count == 0 || items.Count >= ShownVersions) && id is not null)
        {
            var address = new Uri(list, $"{Uri.EscapeDataString(id)}/versions/?page_size=50");
            var listed = new List<JsonElement>();
            await foreach (var item in galaxy.ListAsync(address, cancellationToken).ConfigureAwait(false))
                listed.Add(item);
            if (listed.Count > 0)
                items = listed;
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

    private async Task<IReadOnlyList<SyncItem>> DeclareAsync(string space, string name, IReadOnlyList<(string Name, Uri Url)> versions, CancellationToken cancellationToken)
    {
        var held = optimizes ? await HeldAsync($"{space}.{name}", cancellationToken).ConfigureAwait(false) : [];
        return [.. versions.Select(version => held.GetValueOrDefault(version.Name) is { } unit ? new DeclaredContent(unit) : Declare(space, name, version.Name, version.Url))];
    }

    private Task<Dictionary<string, Role>> HeldAsync(string group, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(context.Repository.Id).ConfigureAwait(false) is { } latest
            ? (await session.Memberships.GroupAsync(latest, types.Roles, group).ConfigureAwait(false)).Cast<Role>().ToDictionary(role => role.Version, StringComparer.Ordinal)
            : [],
        cancellationToken);

    private static DeclaredContent Declare(string space, string name, string version, Uri url)
    {
        var role = new Role { Namespace = space, Name = name, Version = version };
        return new DeclaredContent(role, new DeclaredFile(role.FileName(), url, null, DigestSet.Empty) { MaximumSize = MaximumArchive })
        {
            IsOptional = true,
            Complete = (files, cancellationToken) => CompleteAsync(role, files, cancellationToken),
        };
    }

    // What a role says of itself is in its archive. Upstream answers for the archive: one that cannot be read here is passed on as it is.
    private static async ValueTask<Content> CompleteAsync(Role role, DownloadedFiles files, CancellationToken cancellationToken)
    {
        var archive = await files.OpenAsync(role.FileName(), cancellationToken).ConfigureAwait(false);
        await using var closing = archive.ConfigureAwait(false);
        try
        {
            return await RoleArchive.ReadAsync(archive, cancellationToken).ConfigureAwait(false) is { } contents ? contents.Metadata.ApplyTo(role) : role;
        }
        catch (Exception exception) when (exception is ArchiveFormatException or GzipFormatException)
        {
            return role;
        }
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= 128 } && text[0] != '.' && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');
}
