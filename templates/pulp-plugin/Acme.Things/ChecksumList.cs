using Pulp.Digests;
using Pulp.Sync;

namespace Acme.Things;

/// <summary>
/// Reads and writes lines of SHA256SUMS: the digest, two spaces (or a space and an asterisk), the path.
/// </summary>
internal static class ChecksumList
{
    public const string FileName = "SHA256SUMS";

    /// <summary>Reads a line.</summary>
    /// <exception cref="SyncException">It is none. The message reaches whoever asked for the sync.</exception>
    public static (string Path, Digest Sha256) Parse(string line) =>
        line.Length > 66 && line[64] == ' ' && line[65] is ' ' or '*' && Digest.TryParse(DigestAlgorithm.Sha256, line[..64], out var sha256)
            ? (line[66..], sha256)
            : throw new SyncException($"The line '{line}' of {FileName} is no digest and path.");

    /// <summary>Writes a line.</summary>
    public static string Format(Widget widget) => $"{widget.Sha256}  {widget.Path}";
}
