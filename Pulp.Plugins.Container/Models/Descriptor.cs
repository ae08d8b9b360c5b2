namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Says what a manifest refers to: its type, digest and size.
/// </summary>
/// <param name="MediaType">The media type.</param>
/// <param name="Digest">The digest, for example <c>sha256:ab12…</c>.</param>
/// <param name="Size">The size in bytes; <see cref="UnknownSize"/> where the manifest does not say it.</param>
public sealed record Descriptor(string MediaType, string Digest, long Size)
{
    /// <summary>The size of what a manifest of schema version 1 refers to.</summary>
    public const long UnknownSize = -1;

    /// <summary>Gets the platform an index lists it for, or null.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Gets the digest of the listed image that it tells something about, as those lists of builds do that BuildKit attaches; or null.</summary>
    public string? Describes { get; init; }

    /// <summary>Gets whether it has addresses elsewhere and need not be here, as layers that may not be distributed.</summary>
    public bool IsForeign { get; init; }

    internal long? KnownSize => Size == UnknownSize ? null : Size;
}
