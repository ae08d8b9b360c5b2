using System.IO.Abstractions;
using System.Net;
using System.Net.Http.Headers;

namespace Pulp.Downloads;

/// <summary>
/// Answers <c>file://</c> URLs from files below the allowed import paths as if an HTTP server had answered.
/// </summary>
internal sealed class FileSource(IFileSystem fileSystem, IEnumerable<string> allowedImportPaths)
{
    // As many as the kernel follows before ELOOP.
    private const int MaxLinks = 40;
    private readonly string[] allowed = [.. allowedImportPaths];

    /// <summary>Gets whether the URL names a path below an allowed folder after every symbolic link is resolved.</summary>
    public bool IsAllowed(Uri url) => TryResolve(url, out _);

    public HttpResponseMessage Send(UpstreamRequest request)
    {
        if (!TryResolve(request.Uri, out var path))
            throw new DownloadException(DownloadFailureReason.Egress, request.Uri, "the path is not below one of the allowed import paths.");
        var file = fileSystem.FileInfo.FromFileName(path);
        if (!file.Exists)
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            return new HttpResponseMessage(HttpStatusCode.MethodNotAllowed);
        var modified = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero);
        if (request.IfModifiedSince is { } since && modified <= since)
            return new HttpResponseMessage(HttpStatusCode.NotModified);
        try
        {
            return Answer(request, file, modified);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DownloadException(DownloadFailureReason.Unauthorized, request.Uri, "the server's account may not read the file.", e);
        }
        catch (IOException e)
        {
            throw new DownloadException(DownloadFailureReason.Connection, request.Uri, "the file cannot be read.", e);
        }
    }

    private static HttpResponseMessage Answer(UpstreamRequest request, IFileInfo file, DateTimeOffset modified)
    {
        var body = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = body.Length;
        var from = request.RangeFrom ?? 0;
        var response = new HttpResponseMessage(request.RangeFrom is null ? HttpStatusCode.OK : from < size ? HttpStatusCode.PartialContent : HttpStatusCode.RequestedRangeNotSatisfiable);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || request.Method == HttpMethod.Head)
        {
            body.Dispose();
            response.Content = new ByteArrayContent([]);
        }
        else
        {
            body.Position = from;
            response.Content = new StreamContent(body);
            if (request.RangeFrom is not null)
                response.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, size - 1, size);
        }

        response.Content.Headers.ContentLength = response.IsSuccessStatusCode ? size - from : null;
        response.Content.Headers.LastModified = modified;
        return response;
    }

    private bool TryResolve(Uri url, out string path)
    {
        path = "";
        // A host part would name a share on another machine.
        if (allowed.Length == 0 || !url.IsFile || url.IsUnc || url.LocalPath.Contains('\0', StringComparison.Ordinal))
            return false;
        if (RealPath(url.LocalPath) is not { } real)
            return false;
        path = real;
        return allowed.Any(folder => RealPath(folder) is { } root && IsBelow(real, root));
    }

    private static bool IsBelow(string path, string root)
    {
        var folder = Path.TrimEndingDirectorySeparator(root);
        return path.Equals(folder, StringComparison.Ordinal) || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    // Resolves links in every component, which Path.GetFullPath and ResolveLinkTarget do not; what does not exist is kept as it is.
    private string? RealPath(string path)
    {
        if (!Path.IsPathFullyQualified(path))
            return null;
        var links = 0;
        var rest = new Stack<string>(Components(Path.GetFullPath(path)));
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        while (rest.TryPop(out var name))
        {
            var candidate = Path.GetFullPath(Path.Combine(real, name));
            if (fileSystem.FileInfo.FromFileName(candidate).LinkTarget is not { } target)
            {
                real = candidate;
                continue;
            }

            if (++links > MaxLinks)
                return null;
            if (Path.IsPathFullyQualified(target))
                real = Path.GetPathRoot(target)!;
            foreach (var component in Components(target))
                rest.Push(component);
        }

        return real;
    }

    private static IEnumerable<string> Components(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}
