namespace Pulp.Plugins.Python.Metadata;

/// <summary>The names of package types on the wire.</summary>
public static class PackageTypeNames
{
    /// <summary>Gets the wire name, such as <c>bdist_wheel</c>.</summary>
    /// <param name="type">The type to name.</param>
    public static string ToWireName(this PackageType type) => type switch
    {
        PackageType.SourceDistribution => "sdist",
        PackageType.Wheel => "bdist_wheel",
        PackageType.Egg => "bdist_egg",
        _ => "bdist_wininst",
    };

    /// <summary>Gets the type a wire name stands for, or <see langword="null"/> when it is none of those that are kept.</summary>
    /// <param name="wireName">The value of <c>packagetype</c> or <c>filetype</c>.</param>
    public static PackageType? FromWireName(string? wireName) => wireName switch
    {
        "sdist" => PackageType.SourceDistribution,
        "bdist_wheel" => PackageType.Wheel,
        "bdist_egg" => PackageType.Egg,
        "bdist_wininst" => PackageType.WindowsInstaller,
        _ => null,
    };
}
