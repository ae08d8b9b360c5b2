using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what upstream lists of one collection: whether it is deprecated, and its versions.
/// </summary>
internal sealed class CollectionListing
{
    private readonly Dictionary<SemanticVersion, string> marks = [];

    private CollectionListing(CollectionName name, Uri address, bool isDeprecated)
    {
        Name = name;
        Address = address;
        IsDeprecated = isDeprecated;
    }

    public CollectionName Name { get; }

    /// <summary>Gets the collection's address, with a slash at its end.</summary>
    public Uri Address { get; }

    public bool IsDeprecated { get; }

    public IReadOnlyCollection<SemanticVersion> Versions => marks.Keys;

    /// <summary>Reads a collection's listing.</summary>
    /// <param name="galaxy">The server.</param>
    /// <param name="name">The collection.</param>
    /// <param name="skip">Is told the reason and the name of a version that cannot be used.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The listing; null when upstream has no such collection.</returns>
    public static async Task<CollectionListing?> ReadAsync(GalaxyUpstream galaxy, CollectionName name, Action<string, string> skip, CancellationToken cancellationToken)
    {
        var address = new Uri(galaxy.Api, $"collections/{name.Namespace}/{name.Name}/");
        if (await galaxy.FindAsync(address, cancellationToken).ConfigureAwait(false) is not { } collection)
            return null;
        var listing = new CollectionListing(name, address, collection.IsTrue("deprecated"));
        var versions = new Uri(address, galaxy.IsV3 ? "versions/?limit=100" : "versions/?page_size=100");
        await foreach (var item in galaxy.ListAsync(versions, cancellationToken).ConfigureAwait(false))
            listing.Add(item, skip);
        return listing;
    }

    /// <summary>Gets the address of a version's detail.</summary>
    public Uri DetailOf(SemanticVersion version) => new(Address, $"versions/{version.Text}/");

    /// <summary>Gets what the listing says of each version, in few letters: a version and what it changes with, line by line.</summary>
    public string Marks() => string.Join('\n', marks.Select(pair => LineOf(pair.Key)));

    /// <summary>Gets the versions of which the listing says what it said before.</summary>
    /// <param name="remembered">What <see cref="Marks"/> gave then.</param>
    public IReadOnlySet<SemanticVersion> Unchanged(string? remembered)
    {
        var lines = (remembered ?? "").Split('\n').ToHashSet(StringComparer.Ordinal);
        return marks.Keys.Where(version => lines.Contains(LineOf(version))).ToHashSet();
    }

    /// <summary>Gets a digest of all that the listing says.</summary>
    public string Digest()
    {
        var text = new StringBuilder($"{IsDeprecated}");
        foreach (var (version, mark) in marks.OrderBy(pair => pair.Key))
            text.Append('\n').Append(version.Text).Append(' ').Append(mark);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private string LineOf(SemanticVersion version) => $"{version.Text} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(marks[version])))[..8]}";

    private void Add(JsonElement item, Action<string, string> skip)
    {
        var text = item.TextOf("version");
        if (!SemanticVersion.TryParse(text, out var version) || version.Build is not null)
            skip("version is no semantic version", $"{Name} {text}");
        else if (!marks.TryAdd(version, $"{item.TextOf("updated_at")}{item.TextOf("modified")}{string.Join(',', item.TextsOf("marks"))}"))
            skip("version is listed twice", $"{Name} {version}");
    }
}
