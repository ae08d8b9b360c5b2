using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Encodes a version so that comparing bytes compares versions (PEP 440, "Summary of permitted suffixes and relative ordering").
/// </summary>
/// <remarks>
/// <code>
/// number   n under 200: one byte, n + 8
///          else one byte 207 + length (1..32) and n in big-endian bytes, or 255, the length in two bytes, and n
/// key      epoch as number
///          release as numbers without trailing zeros
///          phase, which being under 8 also ends the release: 1 developmental only, 2 alpha, 3 beta, 4 candidate, 5 none
///          for 2..4 the pre-release's number
///          post   1, or 2 and number
///          dev    1 and number, or 2
///          local  nothing, or per segment: 1, text, 0; or 2, number
/// </code>
/// A legacy version's key starts with a byte under 8 and so comes before every valid one.
/// </remarks>
internal static class PythonVersionSortKey
{
    private const int OneByteNumbers = 200;
    private const byte NumberBase = 8;
    private const byte LengthBase = 207;

    public static byte[] Encode(PythonVersion version)
    {
        var key = new List<byte>(24);
        AppendNumber(key, version.Epoch);
        foreach (var number in version.Release.TrimEnd(BigInteger.Zero))
        {
            AppendNumber(key, number);
        }

        key.Add(Phase(version));
        if (version.PreKind != PreReleaseKind.None)
        {
            AppendNumber(key, version.PreNumber);
        }

        AppendOptional(key, version.Post, absent: 1, present: 2);
        AppendOptional(key, version.Dev, absent: 2, present: 1);
        foreach (var segment in version.Local)
        {
            AppendLocal(key, segment);
        }

        return [.. key];
    }

    // A developmental release of the final release comes before its pre-releases; everything else without a phase comes after them.
    private static byte Phase(PythonVersion version) => version.PreKind switch
    {
        PreReleaseKind.Alpha => 2,
        PreReleaseKind.Beta => 3,
        PreReleaseKind.ReleaseCandidate => 4,
        _ => version.Dev is not null && version.Post is null ? (byte)1 : (byte)5,
    };

    private static void AppendOptional(List<byte> key, BigInteger? number, byte absent, byte present)
    {
        key.Add(number is null ? absent : present);
        if (number is { } value)
        {
            AppendNumber(key, value);
        }
    }

    private static void AppendLocal(List<byte> key, VersionSegment segment)
    {
        if (segment.Number is { } number)
        {
            key.Add(2);
            AppendNumber(key, number);
            return;
        }

        key.Add(1);
        key.AddRange(Encoding.ASCII.GetBytes(segment.Text));
        key.Add(0);
    }

    private static void AppendNumber(List<byte> key, BigInteger number)
    {
        if (number < OneByteNumbers)
        {
            key.Add((byte)((int)number + NumberBase));
            return;
        }

        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (bytes.Length <= 32)
        {
            key.Add((byte)(LengthBase + bytes.Length));
        }
        else
        {
            key.Add(byte.MaxValue);
            key.Add((byte)(bytes.Length >> 8));
            key.Add((byte)bytes.Length);
        }

        key.AddRange(bytes);
    }
}
