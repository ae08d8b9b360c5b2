using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Reads documents of PyPI's JSON API from an upstream.
/// </summary>
public static class LegacyJsonReader
{
    /// <summary>Reads a document.</summary>
    /// <param name="body">The decompressed body of the answer; it stays open.</param>
    /// <param name="pageUrl">The URL of the document after redirects, which relative links start from.</param>
    /// <param name="requested">The project asked for; a document about another is refused. <see langword="null"/> accepts any.</param>
    /// <param name="options">Bounds; <see langword="null"/> for the default.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The project; files that cannot be served are left out, counted and reported.</returns>
    /// <exception cref="IndexFormatException">The document cannot be used; <see cref="IndexFormatException.Error"/> tells why.</exception>
    public static async ValueTask<LegacyProject> ReadAsync(
        Stream body, Uri pageUrl, ProjectName? requested, IndexReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        var bounds = options ?? IndexReaderOptions.Default;
        using var buffer = new PageBuffer(body, bounds.MaxProjectBytes);
        await buffer.FillAllAsync(cancellationToken).ConfigureAwait(false);
        buffer.SkipByteOrderMark();
        return new LegacyJsonParser(new ProjectPageBuilder(pageUrl, requested, bounds)).Parse(buffer.Span);
    }
}
