using System.Text;

namespace Pulp.Signing;

/// <summary>
/// Takes off the ASCII armor that OpenPGP keys and signatures are passed around in (RFC 9580, section 6).
/// </summary>
internal static class OpenPgpArmor
{
    public const string BeginText = "-----BEGIN PGP ";

    private static ReadOnlySpan<byte> Begin => "-----BEGIN PGP "u8;

    public static bool IsArmored(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \t\r\n"u8).StartsWith(Begin);

    /// <summary>Gets the packets of an armored block; what stands before and after it does not count.</summary>
    /// <exception cref="OpenPgpFormatException">There is no whole block.</exception>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> armored)
    {
        var lines = Encoding.UTF8.GetString(armored).Split('\n').Select(line => line.Trim()).SkipWhile(line => !line.StartsWith("-----BEGIN PGP ", StringComparison.Ordinal)).Skip(1).ToList();
        var end = lines.FindIndex(line => line.StartsWith("-----END PGP ", StringComparison.Ordinal));
        if (end < 0)
            throw new OpenPgpFormatException("The ASCII armor is cut off.");
        // Headers end with an empty line; the checksum at the end begins with an equals sign.
        var body = lines[..end].SkipWhile(line => line.Contains(':', StringComparison.Ordinal)).SkipWhile(line => line.Length == 0).TakeWhile(line => !line.StartsWith('='));
        try
        {
            return Convert.FromBase64String(string.Concat(body));
        }
        catch (FormatException exception)
        {
            throw new OpenPgpFormatException("The ASCII armor is damaged.", exception);
        }
    }
}
