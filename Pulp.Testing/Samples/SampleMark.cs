using System.Text;
using Pulp.ContentTypes;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a remark on a name: content without files, of which a version holds one per name.
/// </summary>
public sealed record SampleMark : Content
{
    /// <summary>Gets the name that is remarked on.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the remark.</summary>
    public required string Text { get; init; }

    /// <summary>Encodes a remark so that spellings in capital and small letters are one value.</summary>
    /// <param name="text">The remark.</param>
    /// <returns>The bytes.</returns>
    public static byte[] EncodeText(string text) => Encoding.UTF8.GetBytes(text.ToUpperInvariant());
}
