namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Names the kinds of distribution files.
/// </summary>
public enum PythonPackageType
{
    /// <summary>An Apple disk image.</summary>
    BdistDmg,

    /// <summary>A plain archive of installed files.</summary>
    BdistDumb,

    /// <summary>An egg.</summary>
    BdistEgg,

    /// <summary>A Windows installer package.</summary>
    BdistMsi,

    /// <summary>An RPM package.</summary>
    BdistRpm,

    /// <summary>A wheel.</summary>
    BdistWheel,

    /// <summary>A Windows installer.</summary>
    BdistWininst,

    /// <summary>A source distribution.</summary>
    Sdist,
}
