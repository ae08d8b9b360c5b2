namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Names the platforms whose files can be left out.
/// </summary>
public enum PythonPlatform
{
    /// <summary>Windows.</summary>
    Windows,

    /// <summary>macOS.</summary>
    Macos,

    /// <summary>FreeBSD.</summary>
    Freebsd,

    /// <summary>Linux.</summary>
    Linux,
}
