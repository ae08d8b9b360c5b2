using Pulp.Publications;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Pins a repository version for serving; the index pages are made from the version itself.
/// </summary>
public sealed record PythonPublication : Publication;
