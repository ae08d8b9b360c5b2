using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Reads the pages of an upstream's simple index, in JSON (PEP 691) and HTML (PEP 503), with what later specifications added (PEP 592, 629, 658,
/// 700, 708, 714, 740, 792).
/// </summary>
/// <remarks>
/// Streams are the decompressed bodies of answers; they stay open. Memory is bounded by <see cref="IndexReaderOptions"/> whatever the upstream
/// sends, and no number that a page states is used to allocate.
/// </remarks>
public static class SimpleIndexReader
{
    /// <summary>Reads the page of a project.</summary>
    /// <param name="body">The page.</param>
    /// <param name="contentType">The answer's Content-Type; when it says nothing of use, the page's first character decides.</param>
    /// <param name="pageUrl">The URL of the page after redirects, which relative links start from.</param>
    /// <param name="requested">The project asked for; a page that names another is refused. <see langword="null"/> accepts any.</param>
    /// <param name="options">Bounds; <see langword="null"/> for the default.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>
    /// The project. Files without a safe name or an http(s) URL are left out, counted and reported in <see cref="SimpleProjectPage.Findings"/>; links
    /// of an HTML page that lead to a folder are passed over.
    /// </returns>
    /// <exception cref="IndexFormatException">The page cannot be used; <see cref="IndexFormatException.Error"/> tells why.</exception>
    public static async ValueTask<SimpleProjectPage> ReadProjectAsync(
        Stream body,
        string? contentType,
        Uri pageUrl,
        ProjectName? requested,
        IndexReaderOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var bounds = options ?? IndexReaderOptions.Default;
        using var buffer = new PageBuffer(body, bounds.MaxProjectBytes);
        await buffer.FillAllAsync(cancellationToken).ConfigureAwait(false);
        buffer.SkipByteOrderMark();
        var page = new ProjectPageBuilder(pageUrl, requested, bounds);
        if (IndexPageKinds.Detect(contentType, buffer.Span) == IndexPageKind.Json)
        {
            new SimpleJsonParser(page).Parse(buffer.Span);
        }
        else
        {
            new SimpleHtmlParser(page).Parse(buffer.Span);
        }

        return page.Build();
    }

    /// <summary>Reads the list of projects, streaming: a page of a million projects needs no more memory than one of ten.</summary>
    /// <param name="body">The page.</param>
    /// <param name="contentType">The answer's Content-Type; when it says nothing of use, the page's first character decides.</param>
    /// <param name="options">Bounds; <see langword="null"/> for the default.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>
    /// The projects in the order of the page; entries that are no project names are passed over. The end of the enumeration proves the page
    /// complete: an exception on the way voids what was returned before.
    /// </returns>
    /// <exception cref="IndexFormatException">The page cannot be used; thrown while enumerating.</exception>
    public static async IAsyncEnumerable<IndexRootEntry> ReadRootAsync(
        Stream body,
        string? contentType,
        IndexReaderOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var buffer = new PageBuffer(body, (options ?? IndexReaderOptions.Default).MaxRootBytes);
        await buffer.FillAsync(cancellationToken).ConfigureAwait(false);
        buffer.SkipByteOrderMark();
        IRootParser parser = IndexPageKinds.Detect(contentType, buffer.Span) == IndexPageKind.Json ? new RootJsonParser() : new RootHtmlParser();
        var entries = new List<IndexRootEntry>();
        while (true)
        {
            entries.Clear();
            var isFinal = buffer.IsFinal;
            buffer.Consume(parser.Parse(buffer.Span, isFinal, entries));
            foreach (var entry in entries)
            {
                yield return entry;
            }

            if (isFinal)
            {
                yield break;
            }

            if (buffer.Span.Length > IRootParser.MaxWindow)
            {
                throw new IndexFormatException(IndexFormatError.TooLarge, null, $"one entry of the page has more than {IRootParser.MaxWindow} bytes");
            }

            await buffer.FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
