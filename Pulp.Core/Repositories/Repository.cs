using System.Text.Json.Serialization;
using Pulp.Resources;

namespace Pulp.Repositories;

/// <summary>
/// Represents a named set of content with a line of immutable versions.
/// </summary>
/// <remarks>Created with the empty version 0. Every change of content makes one new version; a change that changes nothing makes none.</remarks>
public abstract record Repository : NamedResource
{
    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the remote a sync uses when it is given none.</summary>
    [Field(References = ReferenceTarget.Remote, Filterable = true)]
    public Guid? Remote { get; init; }

    /// <summary>Gets how many versions are kept; older ones that nothing serves are squashed into their successors.</summary>
    /// <value>Null keeps all.</value>
    [Field(Minimum = 1)]
    public int? RetainRepoVersions { get; init; }

    /// <summary>Gets how many checkpoint publications keep their mark.</summary>
    /// <value>Null keeps all.</value>
    [Field(Minimum = 1)]
    public int? RetainCheckpoints { get; init; }

    /// <summary>Gets when the repository is synced by itself: five cron fields in UTC.</summary>
    /// <value>Null means never.</value>
    [Field(MaximumLength = 255)]
    public string? SyncSchedule { get; init; }

    /// <summary>Gets whether the repository is a plugin's own, of which REST and the command line show nothing. Only code sets it.</summary>
    /// <remarks>Tasks and distributions use it like any other; its name is taken all the same.</remarks>
    [Field(Hidden = true)]
    public bool UserHidden { get; init; }

    /// <summary>Gets the number of the latest complete version.</summary>
    [JsonIgnore]
    public long LatestVersion { get; init; }
}
