using System.IO.Abstractions;
using System.Net;
using System.Net.Http.Headers;
using Pulp.Storage;

namespace Pulp.Downloads;

/// <summary>
/// Answers <c>file://</c> URLs from files below the allowed import paths as if an HTTP server had answered.
/// </summary>
internal sealed class FileSource(IFileSystem fileSystem, IEnumerable<string> allowedImportPaths)
{
    private readonly AllowedFolders allowed = new(fileSystem, allowedImportPaths);

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
        // A host part would name a share on another machine.
        path = url.IsFile && !url.IsUnc ? allowed.Resolve(url.LocalPath) ?? "" : "";
        return path.Length > 0;
    }
}
