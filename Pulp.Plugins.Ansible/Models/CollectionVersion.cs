using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents one version of a collection: one <c>namespace-name-version.tar.gz</c>.
/// </summary>
/// <remarks>
/// One file is one unit, known by its SHA-256. In a repository a version of a collection stands for one unit. What is large (contents,
/// files, manifest, documentation) is not part of the unit but read from the file.
/// </remarks>
public sealed record CollectionVersion : Content
{
    internal const string TypeName = "ansible.collection_version";

    /// <summary>Gets the namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Gets the name within the namespace.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version, a semantic version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the SHA-256 of the file in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets the size of the file in bytes; 0 when upstream did not say it.</summary>
    [Field(Hidden = true)]
    public long Size { get; init; }

    /// <summary>Gets the authors.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Gets the collections it needs: full names and version ranges.</summary>
    public IReadOnlyDictionary<string, string> Dependencies { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the address of the documentation.</summary>
    public string Documentation { get; init; } = "";

    /// <summary>Gets the address of the home page.</summary>
    public string Homepage { get; init; } = "";

    /// <summary>Gets the address of the issue tracker.</summary>
    public string Issues { get; init; } = "";

    /// <summary>Gets the SPDX identifiers of the licences.</summary>
    public IReadOnlyList<string> License { get; init; } = [];

    /// <summary>Gets the address of the source code.</summary>
    public string OriginRepository { get; init; } = "";

    /// <summary>Gets the tags.</summary>
    [Field(ItemName = "name")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the versions of ansible-core it runs on, from <c>meta/runtime.yml</c>; null when it does not say.</summary>
    public string? RequiresAnsible { get; init; }

    /// <summary>Gets the address of the git repository it was built from; null when it came as an archive.</summary>
    [Field(ReadOnly = true)]
    public string? GitUrl { get; init; }

    /// <summary>Gets the commit it was built from; null when it came as an archive.</summary>
    [Field(ReadOnly = true)]
    public string? GitCommitSha { get; init; }

    internal string FileName() => CollectionFileName.Of(Namespace, Name, Version);

    internal static ContentReference ReferenceTo(string sha256) => new(TypeName, KeyHash.Of(sha256));
}
