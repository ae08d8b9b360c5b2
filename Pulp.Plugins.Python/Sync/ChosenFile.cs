using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Represents a file of a project page that the remote takes.
/// </summary>
/// <param name="File">What the page says of it.</param>
/// <param name="Name">What its name says.</param>
internal readonly record struct ChosenFile(IndexFile File, DistributionFileName Name);
