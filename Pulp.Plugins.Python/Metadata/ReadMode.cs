namespace Pulp.Plugins.Python.Metadata;

/// <summary>How a reader treats what breaks a rule.</summary>
public enum ReadMode
{
    /// <summary>A broken rule is a <see cref="PackageFormatException"/>. For files that users upload.</summary>
    Strict,

    /// <summary>
    /// A broken rule is reported as a <see cref="Finding"/> and as much as possible is read. For files of an upstream, whose declared digest
    /// decides: many old files break today's rules.
    /// </summary>
    Lenient,
}
