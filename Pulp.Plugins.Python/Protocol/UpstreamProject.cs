using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Sync;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Represents what a remote takes of an upstream's project page.
/// </summary>
/// <param name="Page">What the page says of the project.</param>
/// <param name="Files">The files that are taken, by name.</param>
internal sealed record UpstreamProject(IndexProject Page, IReadOnlyDictionary<string, ChosenFile> Files);
