namespace Pulp.Plugins.Python.Metadata;

/// <summary>The kind of a distribution file, as PyPI's upload API names it.</summary>
public enum PackageType
{
    /// <summary>A source distribution: <c>.tar.gz</c>, <c>.zip</c>, <c>.tar.bz2</c>; <c>sdist</c>.</summary>
    SourceDistribution,

    /// <summary>A wheel: <c>.whl</c>; <c>bdist_wheel</c>.</summary>
    Wheel,

    /// <summary>An egg: <c>.egg</c>; <c>bdist_egg</c>.</summary>
    Egg,

    /// <summary>A Windows installer: <c>.exe</c>; <c>bdist_wininst</c>.</summary>
    WindowsInstaller,
}
