using System.Security.Cryptography;
using System.Text;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a collection, whatever its versions and whichever repositories hold them. It is there as long as one version is.
/// </summary>
public sealed record Collection : Resource
{
    /// <summary>Gets the namespace.</summary>
    [Field(ReadOnly = true, Filterable = true)]
    public required string Namespace { get; init; }

    /// <summary>Gets the name within the namespace.</summary>
    [Field(ReadOnly = true)]
    public required string Name { get; init; }

    /// <inheritdoc/>
    public override string? GetKey() => $"{Namespace}.{Name}";

    // It follows from the name, so that answers hold it without looking for it.
    internal static Guid IdOf(Guid domainId, string @namespace, string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"ansible.collection {domainId} {@namespace}.{name}")).AsSpan(0, 16));

    internal static Collection Of(CollectionVersion version, Guid domainId) => new()
    {
        Id = IdOf(domainId, version.Namespace, version.Name),
        Namespace = version.Namespace,
        Name = version.Name,
    };
}
