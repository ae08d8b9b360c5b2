namespace Pulp.Downloads;

/// <summary>
/// Decides what to do about a response's Content-Encoding.
/// </summary>
internal static class UpstreamEncoding
{
    /// <summary>Gets whether the body must be decompressed; throws when it has an encoding nobody asked for.</summary>
    public static bool MustDecode(UpstreamRequest request, HttpResponseMessage answer, Uri url)
    {
        if (!answer.IsSuccessStatusCode || !answer.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings))
            return false;
        var encoding = encodings.ToString().Trim();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return false;
        var isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        if (isGzip && request.AcceptCompression && request.RangeFrom is null)
            return request.Method != HttpMethod.Head;
        // Some servers label a .tar.gz file itself as encoded; its bytes are the file's all the same.
        if (isGzip && (url.AbsolutePath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || url.AbsolutePath.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)))
            return false;
        throw new DownloadException(DownloadFailureReason.Protocol, url, "upstream answered with a Content-Encoding that was not asked for.");
    }
}
