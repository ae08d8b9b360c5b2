using System.Numerics;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents one dot-separated part of a local version label (PEP 440, "Local version identifiers"): a number or a lower-case text.
/// </summary>
/// <param name="Text">The text, or the number in decimal without leading zeros.</param>
/// <param name="Number">The number, or <see langword="null"/> for a text.</param>
public readonly record struct VersionSegment(string Text, BigInteger? Number);
