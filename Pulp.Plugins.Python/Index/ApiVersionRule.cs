namespace Pulp.Plugins.Python.Index;

/// <summary>The rule of PEP 629: a page of another major version must not be read, one of a higher minor version may.</summary>
internal static class ApiVersionRule
{
    public static string Check(string version) =>
        version == "1" || version.StartsWith("1.", StringComparison.Ordinal)
            ? version
            : throw new IndexFormatException(IndexFormatError.UnsupportedVersion, version, "the API version is unsupported: version 1 of the simple repository API is required (PEP 629)");
}
