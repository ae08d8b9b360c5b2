using System.Buffers.Binary;
using System.Globalization;
using Pulp.ContentTypes;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a file with a name and a numbered version: a newer unit at the same path takes the older one's place.
/// </summary>
public sealed record SampleFile : Content
{
    /// <summary>Gets the name, by which files are grouped.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version, a whole number as text.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the digest of the file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets some text that is not part of a key.</summary>
    public string? Summary { get; init; }

    /// <summary>Gets the path below a distribution's base path.</summary>
    public string RelativePath => $"{Name}-{Version}.bin";

    /// <summary>Gets the natural key.</summary>
    /// <returns>The key's hash.</returns>
    public KeyHash Key() => KeyHash.Of(Name, Version, Sha256);

    /// <summary>Encodes a version so that the order of the bytes is the order of the numbers.</summary>
    /// <param name="version">A whole number as text.</param>
    /// <returns>The bytes.</returns>
    public static byte[] EncodeVersion(string version)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, uint.Parse(version, CultureInfo.InvariantCulture));
        return bytes;
    }
}
