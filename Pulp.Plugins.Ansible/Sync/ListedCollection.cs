using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what the list of all versions says of one collection, in few bytes.
/// </summary>
internal sealed class ListedCollection
{
    private readonly Dictionary<SemanticVersion, (int Order, byte[] Digest)> versions = [];
    private HashSet<int> chosen = [];

    public ListedCollection(CollectionName name) => Name = name;

    public CollectionName Name { get; }

    public bool IsDeprecated { get; set; }

    public bool IsUnchanged { get; set; }

    public bool IsBroken { get; set; }

    public string? NamespaceSha256 { get; private set; }

    public bool HasVersions => chosen.Count > 0;

    /// <summary>Gets what is remembered of the collection.</summary>
    public CollectionMemory Memory { get; private set; } = new("");

    /// <summary>Adds a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="item">What is said of it.</param>
    /// <param name="order">The item's place in the list.</param>
    /// <returns>Whether it is not there yet.</returns>
    public bool TryAdd(SemanticVersion version, JsonElement item, int order)
    {
        NamespaceSha256 ??= item.Field("namespace").TextOf("metadata_sha256");
        return versions.TryAdd(version, (order, DigestOf(item)));
    }

    /// <summary>Chooses the versions that are taken.</summary>
    public void Choose(int? highest)
    {
        var taken = VersionChoice.Highest(versions.Keys, highest).Order().ToList();
        chosen = [.. taken.Select(version => versions[version].Order)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([IsDeprecated ? (byte)1 : (byte)0]);
        foreach (var version in taken)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(version.Text + "\n"));
            hash.AppendData(versions[version].Digest);
        }

        Memory = new CollectionMemory(Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }

    /// <summary>Tells whether the item at a place of the list is taken.</summary>
    public bool IsChosen(int order) => chosen.Contains(order);

    // What may change of a version without its file: where the file is, who signed it, how it is marked. Addresses may carry signatures that change by the hour.
    private static byte[] DigestOf(JsonElement item)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(item.Field("artifact").TextOf("sha256"));
        Append(item.TextOf("download_url")?.Split('?')[0]);
        Append(item.TextOf("requires_ansible"));
        foreach (var signature in item.ItemsOf("signatures").Select(signature => signature.TextOf("signature")).Order(StringComparer.Ordinal))
            Append(signature);
        foreach (var mark in item.ItemsOf("marks").Select(mark => mark.AsText() ?? mark.TextOf("value")).Order(StringComparer.Ordinal))
            Append(mark);
        return hash.GetHashAndReset()[..16];

        void Append(string? text)
        {
            var bytes = Encoding.UTF8.GetBytes(text ?? "");
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
