using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a versioned set of collections and roles, with their signatures, marks, deprecations and namespaces.
/// </summary>
public sealed record AnsibleRepository : Repository
{
    /// <summary>Gets when upstream last changed, as it said at the last sync of everything; null before.</summary>
    public DateTimeOffset? LastSyncedMetadataTime { get; init; }

    /// <summary>Gets the public keys, in ASCII armor, with which uploaded and synced signatures are verified.</summary>
    public string? Gpgkey { get; init; }

    /// <summary>Gets whether only users who may view the repository see its content in the Galaxy API.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Private { get; init; }

    /// <summary>Gets the repository in which collections that are published here wait for approval; null publishes them at once.</summary>
    [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Restrict)]
    public Guid? StagingRepository { get; init; }

    /// <summary>Gets the repository to which rejected collections go; null only takes them out of the staging repository.</summary>
    [Field(References = ReferenceTarget.Repository)]
    public Guid? RejectedRepository { get; init; }

    /// <summary>Gets the service that signs collections when they are approved; null for none.</summary>
    [Field(References = ReferenceTarget.SigningService)]
    public Guid? ApprovalSigningService { get; init; }

    /// <summary>Gets whether only collections with a signature are approved.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ApprovalRequiresSignature { get; init; }
}
