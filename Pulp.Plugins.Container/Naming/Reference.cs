using Pulp.Digests;

namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Represents how a client names a manifest: by a tag or by its digest.
/// </summary>
internal abstract record Reference
{
    private Reference()
    {
    }

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The text; with a colon it is a digest.</param>
    /// <returns>The reference, or null when the text is neither a digest nor a tag.</returns>
    /// <exception cref="Protocol.RegistryException">It is a malformed digest, or one of another algorithm.</exception>
    public static Reference? Parse(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
            return new ByDigest(OciDigest.Parse(text));
        return TagName.TryParse(text, out var tag) ? new ByTag(tag) : null;
    }

    public sealed record ByTag(TagName Tag) : Reference
    {
        public override string ToString() => Tag.Text;
    }

    public sealed record ByDigest(Digest Digest) : Reference
    {
        public override string ToString() => Digest.ToString();
    }
}
