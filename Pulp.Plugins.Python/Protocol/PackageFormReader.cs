using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Pulp.Plugins.Python.Uploads;
using Pulp.Storage;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Reads the multipart form of an upload part by part; the file goes to the storage as it comes and is never in memory as a whole.
/// </summary>
internal static class PackageFormReader
{
    private const int MaximumParts = 10_000;
    private const int MaximumText = 16 * 1024 * 1024;
    private const int MaximumShortField = 4096;

    /// <summary>Reads the form.</summary>
    /// <returns>The fields, checked, and the file with its name, which the caller publishes or discards.</returns>
    /// <exception cref="ContentRefusedException">The form is not one of an upload.</exception>
    /// <exception cref="BadHttpRequestException">It is too large, or did not come in time.</exception>
    public static async Task<(PackageForm Form, string Filename, StagedArtifact File)> ReadAsync(HttpRequest request, PackageUploads uploads, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
            throw new ContentRefusedException("content", "A form of type multipart/form-data is expected.");
        var reading = new Reading(uploads);
        try
        {
            await reading.ReadAsync(new MultipartReader(boundary.Value!, request.Body), cancellationToken).ConfigureAwait(false);
            var (filename, file) = reading.File ?? throw new ContentRefusedException("content", "The part 'content' with the file is required.");
            reading.Form.Check(filename);
            return (reading.Form, filename, file);
        }
        catch (Exception exception)
        {
            if (reading.File is var (_, left))
                await uploads.DiscardAsync(left).ConfigureAwait(false);
            if (exception is InvalidDataException or IOException and not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
                throw new ContentRefusedException("content", "The multipart form is malformed or incomplete.", exception);
            throw;
        }
    }

    private sealed class Reading(PackageUploads uploads)
    {
        private int text;

        public PackageForm Form { get; } = new();

        public (string Name, StagedArtifact Staged)? File { get; private set; }

        public async Task ReadAsync(MultipartReader reader, CancellationToken cancellationToken)
        {
            var parts = 0;
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                if (++parts > MaximumParts)
                    throw TooLarge($"The form has more than {MaximumParts} parts.");
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name) is not { Length: > 0 } name)
                    throw new ContentRefusedException("content", "Each part of the form needs a Content-Disposition with a name.");
                if (name == "content")
                    await ReadFileAsync(section.Body, FileNameOf(disposition), cancellationToken).ConfigureAwait(false);
                else
                    await ReadTextAsync(name.Value!, section.Body, cancellationToken).ConfigureAwait(false);
            }
        }

        private static string FileNameOf(ContentDispositionHeaderValue disposition)
        {
            var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
            return name is { Length: > 0 } given ? given.Value! : throw new ContentRefusedException("content", "The part 'content' is a file and needs a file name.");
        }

        private static BadHttpRequestException TooLarge(string message) => new(message, StatusCodes.Status413PayloadTooLarge);

        private async Task ReadFileAsync(Stream body, string filename, CancellationToken cancellationToken)
        {
            if (File is not null)
                throw new ContentRefusedException("content", "Only one file can be uploaded at a time; there are two parts 'content'.");
            var writer = await uploads.CreateWriterAsync(cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteFromAsync(body, cancellationToken).ConfigureAwait(false);
                File = (filename, await writer.CompleteAsync(cancellationToken).ConfigureAwait(false));
            }
        }

        // The description and much else is in the file too, from where it is taken.
        private async Task ReadTextAsync(string name, Stream body, CancellationToken cancellationToken)
        {
            var known = PackageForm.IsKnown(name);
            var value = new ArrayBufferWriter<byte>();
            var buffer = ArrayPool<byte>.Shared.Rent(8192);
            try
            {
                while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                {
                    text += read;
                    if (text > MaximumText)
                        throw TooLarge($"The fields of the form have more than {MaximumText} bytes together.");
                    if (known)
                        value.Write(buffer.AsSpan(0, read));
                    if (known && value.WrittenCount > (name == "attestations" ? PackageForm.MaximumAttestations : MaximumShortField))
                        throw new ContentRefusedException(name, name == "attestations" ? "Invalid attestations: they are larger than 1 MiB." : "The value is too long.");
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            if (known)
                Form.Add(name, Encoding.UTF8.GetString(value.WrittenSpan));
        }
    }
}
