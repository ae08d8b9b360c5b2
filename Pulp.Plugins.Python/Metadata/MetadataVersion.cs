namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Tells which versions of the core metadata specification can be read.
/// </summary>
internal static class MetadataVersion
{
    private const string NewestMajor = "2.";

    /// <summary>Gets what can be read, in words.</summary>
    public static string Readable { get; } = $"one of {string.Join(", ", CoreMetadata.KnownMetadataVersions)} or a later {NewestMajor}x";

    /// <summary>Tells whether a version can be read: one that is known, or a later one that only adds fields.</summary>
    /// <param name="version">The version as the field <c>Metadata-Version</c> states it.</param>
    /// <remarks>Tools fail at a greater major version and at no other: https://packaging.python.org/specifications/core-metadata/#metadata-version.</remarks>
    public static bool CanBeRead(string? version) =>
        version is not null
        && (CoreMetadata.KnownMetadataVersions.Contains(version)
            || (version.StartsWith(NewestMajor, StringComparison.Ordinal) && version[NewestMajor.Length..] is { Length: 1 or 2 } minor && minor[0] != '0' && minor.All(char.IsAsciiDigit)));
}
