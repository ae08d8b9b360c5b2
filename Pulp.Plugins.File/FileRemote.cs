using Pulp.Remotes;

namespace Pulp.Plugins.File;

/// <summary>
/// Represents an upstream folder; <see cref="Remote.Url"/> is the address of its manifest.
/// </summary>
public sealed record FileRemote : Remote;
