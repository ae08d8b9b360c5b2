using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Publishing;
using Pulp.Storage;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Reads the multipart form of a publish part by part; the file goes to the storage as it comes and is never in memory as a whole.
/// </summary>
internal sealed class PublishForm
{
    private const int MaximumParts = 100;
    private const int MaximumText = 4096;
    private readonly CollectionPublishing publishing;
    private readonly Func<CollectionFileName, Task> checkAsync;
    private string? sha256;

    private PublishForm(CollectionPublishing publishing, Func<CollectionFileName, Task> checkAsync)
    {
        this.publishing = publishing;
        this.checkAsync = checkAsync;
    }

    private (CollectionFileName Name, StagedArtifact Staged)? File { get; set; }

    /// <summary>Reads the form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="publishing">Takes the file.</param>
    /// <param name="checkAsync">Decides by the file's name, before the file is read, whether it is taken.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The file and its name, which the caller publishes or discards.</returns>
    /// <exception cref="GalaxyException">The form is not that of a publish, or the file is not what the form says.</exception>
    public static async Task<(CollectionFileName Name, StagedArtifact Staged)> ReadAsync(
        HttpRequest request, CollectionPublishing publishing, Func<CollectionFileName, Task> checkAsync, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
            throw Invalid("file", "A form of type multipart/form-data is expected.");
        var form = new PublishForm(publishing, checkAsync);
        try
        {
            await form.ReadAsync(new MultipartReader(boundary.Value!, request.Body), cancellationToken).ConfigureAwait(false);
            var (name, staged) = form.File ?? throw Invalid("file", "The part 'file' with the collection is required.");
            if (form.sha256 is { } expected && !string.Equals(expected, staged.Sha256.Hex, StringComparison.OrdinalIgnoreCase))
                throw Invalid("sha256", $"The file's SHA-256 is {staged.Sha256.Hex}, but {expected} was given.");
            return (name, staged);
        }
        catch (Exception exception)
        {
            if (form.File is var (_, left))
                await publishing.DiscardAsync(left).ConfigureAwait(false);
            if (exception is InvalidDataException or FormatException or IOException and not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
                throw Invalid("file", "The multipart form is malformed or incomplete.");
            throw;
        }
    }

    private static GalaxyException Invalid(string parameter, string message) => new(GalaxyError.Invalid, message) { Parameter = parameter };

    private async Task ReadAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        var parts = 0;
        while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
        {
            if (++parts > MaximumParts)
                throw new GalaxyException(GalaxyError.TooLarge, $"The form has more than {MaximumParts} parts.");
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name) is not { Length: > 0 } name)
                throw Invalid("file", "Each part of the form needs a Content-Disposition with a name.");
            // Python's library for mail, by which ansible-galaxy makes its form, sends files in Base64.
            var isBase64 = section.Headers is { } headers && headers.TryGetValue("Content-Transfer-Encoding", out var encoding) && encoding.ToString().Trim().Equals("base64", StringComparison.OrdinalIgnoreCase);
            var body = isBase64 ? new Base64Stream(section.Body) : section.Body;
            if (name == "file")
                await ReadFileAsync(body, disposition, cancellationToken).ConfigureAwait(false);
            else if (name == "sha256")
                sha256 = (await ReadTextAsync(body, cancellationToken).ConfigureAwait(false)).Trim();
            else
                await ReadTextAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadFileAsync(Stream body, ContentDispositionHeaderValue disposition, CancellationToken cancellationToken)
    {
        if (File is not null)
            throw Invalid("file", "Only one collection can be published at a time; there are two parts 'file'.");
        var given = (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).Value;
        if (!CollectionFileName.TryParse(given, out var name))
            throw Invalid("file", $"'{given}' is no name of a collection's file: it must be namespace-name-version.tar.gz, where the version is a semantic version.");
        await checkAsync(name).ConfigureAwait(false);
        var writer = await publishing.CreateWriterAsync(cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteFromAsync(body, cancellationToken).ConfigureAwait(false);
            File = (name, await writer.CompleteAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private static async Task<string> ReadTextAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaximumText + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read <= MaximumText ? Encoding.UTF8.GetString(buffer, 0, read) : throw new GalaxyException(GalaxyError.TooLarge, $"A field of the form has more than {MaximumText} bytes.");
    }
}
