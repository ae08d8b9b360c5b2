using System.Security.Cryptography;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Represents one unit that a specification offers, uploads and asks for.
/// </summary>
/// <remarks>Numbers are used once in a host, so that no unit is stored by an earlier test.</remarks>
/// <param name="Number">The number, from 1.</param>
/// <param name="Path">Where a distribution has its file, as <see cref="PluginScenario.PathOf"/> says.</param>
/// <param name="Bytes">The bytes of its file, as <see cref="PluginScenario.CreateFile"/> makes them.</param>
public sealed record PluginUnit(int Number, string Path, byte[] Bytes)
{
    /// <summary>Gets whether upstream now says something else about it: see <see cref="PluginScenario.Offer"/>.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Gets the digest of <see cref="Bytes"/>, in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <inheritdoc/>
    public override string ToString() => $"unit {Number}";
}
