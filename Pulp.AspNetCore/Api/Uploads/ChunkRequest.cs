using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.Digests;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api.Uploads;

/// <summary>
/// Reads a request that brings a chunk: a form with the chunk's bytes, which go straight to their place in the upload.
/// </summary>
internal static class ChunkRequest
{
    private const int TextLimit = 200;

    public static async Task<Upload?> PutAsync(ApiCall call, ChunkedUploads uploads, Guid id)
    {
        var request = call.Http.Request;
        if (!ChunkRange.TryParse(request.Headers.ContentRange, out var range))
            throw RequestRefusedException.Invalid("Content-Range", "Invalid header. Write 'bytes <first>-<last>/<size of the whole file or *>'.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw RequestRefusedException.Detail(StatusCodes.Status415UnsupportedMediaType, $"Unsupported media type \"{request.ContentType}\" in request.");
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        try
        {
            return await ReadAsync(call, uploads, id, range, HeaderUtilities.RemoveQuotes(type.Boundary).ToString()).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException && exception is not BadHttpRequestException))
        {
            throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "Multipart form parse error - the body ends too early or is malformed.");
        }
    }

    private static async Task<Upload?> ReadAsync(ApiCall call, ChunkedUploads uploads, Guid id, ChunkRange range, string boundary)
    {
        if (boundary.Length is 0 or > 200)
            throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "Multipart form parse error - Invalid boundary in multipart.");
        var reader = new MultipartReader(boundary, call.Http.Request.Body);
        Digest? sha256 = null;
        while (await NextAsync(reader, call.Cancellation).ConfigureAwait(false) is var (name, part) && part is not null)
        {
            switch (name)
            {
                case "sha256":
                    sha256 = ParseDigest(await ReadTextAsync(part.Body, call.Cancellation).ConfigureAwait(false));
                    break;
                case "file":
                    using (var body = new ChunkBody(part.Body, token => ReadRestAsync(reader, token)))
                        return await uploads.PutChunkAsync(id, range, body, sha256, call.Cancellation).ConfigureAwait(false) ?? throw call.NotFound();
                default:
                    throw Unexpected(name);
            }
        }

        throw RequestRefusedException.Invalid("file", "No file was submitted.");
    }

    private static async ValueTask<Digest?> ReadRestAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        Digest? sha256 = null;
        while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is var (name, part) && part is not null)
        {
            sha256 = name switch
            {
                "sha256" => ParseDigest(await ReadTextAsync(part.Body, cancellationToken).ConfigureAwait(false)),
                "file" => throw RequestRefusedException.Invalid("file", "Only one file can be sent in this field."),
                _ => throw Unexpected(name),
            };
        }

        return sha256;
    }

    private static async ValueTask<(string Name, MultipartSection? Part)> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        if (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is not { } section)
            return ("", null);
        return ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            ? (HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), section)
            : throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "Multipart form parse error - a part has no name.");
    }

    private static RequestRefusedException Unexpected(string name) =>
        RequestRefusedException.Invalid(name.Length <= TextLimit ? name : name[..TextLimit], "Unexpected field");

    private static Digest ParseDigest(string text) => Digest.TryParse(DigestAlgorithm.Sha256, text.Trim(), out var digest)
        ? digest
        : throw RequestRefusedException.Invalid("sha256", "This is not a sha256 digest in hexadecimal.");

    private static async Task<string> ReadTextAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[TextLimit + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length <= TextLimit
            ? System.Text.Encoding.UTF8.GetString(buffer, 0, length)
            : throw RequestRefusedException.Invalid("sha256", string.Create(CultureInfo.InvariantCulture, $"Ensure this field has no more than {TextLimit} characters."));
    }
}
