using System.Text.Json.Nodes;
using Pulp.Resources;

namespace Pulp.Remotes;

/// <summary>
/// Describes a remote type.
/// </summary>
public sealed record RemoteType : ResourceType
{
    /// <summary>Gets the policies its remotes may have.</summary>
    public required IReadOnlyList<DownloadPolicy> Policies { get; init; }

    /// <summary>Gets the <see cref="IRemoteFileMaker"/> that makes the files of its remotes; null when they are downloaded.</summary>
    public Type? FileMaker { get; init; }

    /// <summary>Gets how the words that name what to take become a field of a remote.</summary>
    /// <value>The default is a list in the field <c>includes</c>.</value>
    public RemoteInclusion Inclusion { get; init; } = new("includes", static words => new JsonArray([.. words.Select(word => (JsonNode)word)]));
}
