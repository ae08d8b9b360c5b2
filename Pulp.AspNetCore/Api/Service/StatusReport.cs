using Pulp.Plugins;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>
/// Represents how this server is.
/// </summary>
internal sealed record StatusReport
{
    public required ServerIdentity Server { get; init; }

    public Guid? CurrentTask { get; init; }

    public bool IsConnected { get; init; }

    public StorageSpace? Space { get; init; }

    public string? ContentOrigin { get; init; }

    public required string ContentPathPrefix { get; init; }

    public required IReadOnlyList<PluginStatus> Plugins { get; init; }
}
