using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Represents a collection version with what its repository holds about it.
/// </summary>
/// <param name="Unit">The version.</param>
/// <param name="Size">The size of the file in bytes; null when nobody said it yet.</param>
/// <param name="Marks">The marks.</param>
/// <param name="Signatures">The signatures, each with the name of the service that made it.</param>
/// <param name="NamespaceSha256">The digest of the namespace's metadata; null when the repository has none.</param>
internal sealed record PublishedVersion(
    CollectionVersion Unit, long? Size, IReadOnlyList<string> Marks, IReadOnlyList<(CollectionVersionSignature Unit, string? Service)> Signatures, string? NamespaceSha256)
{
    /// <summary>Gets when the version last changed, its signatures among it: mirrors that read lists see from it which versions to read again.</summary>
    public DateTimeOffset Updated => Signatures.Select(signature => signature.Unit.Created).Append(Unit.LastUpdated).Max();
}
