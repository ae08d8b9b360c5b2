using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Reads a form, part after part: texts into memory up to a limit, files straight into the storage.
/// </summary>
internal sealed class FormBody
{
    private const int MaximumParts = 1000;
    private readonly long limit;
    private long used;

    private FormBody(long limit) => this.limit = limit;

    public Dictionary<string, List<string>> Texts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StagedArtifact> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> FileNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the digests a file was compared with while it was staged.</summary>
    public DigestSet Compared { get; set; } = DigestSet.Empty;

    public static async Task<FormBody> ReadUrlEncodedAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            throw JsonBody.TooLarge(limit);
        var form = new FormBody(limit);
        using var reader = new FormReader(request.Body, Encoding.UTF8) { ValueCountLimit = MaximumParts, KeyLengthLimit = 2048, ValueLengthLimit = (int)limit };
        foreach (var (name, values) in await reader.ReadFormAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var value in values)
                form.AddText(name, value ?? "");
        }

        return form;
    }

    /// <summary>Reads a multipart form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="boundary">The boundary its content type states.</param>
    /// <param name="limit">How many bytes the texts may have together.</param>
    /// <param name="stage">Stages a file by its field name; null for names that take no file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The form.</returns>
    public static async Task<FormBody> ReadMultipartAsync(
        HttpRequest request, string boundary, long limit, Func<FormBody, string, Func<Stream, Task<StagedArtifact>>?> stage, CancellationToken cancellationToken)
    {
        var form = new FormBody(limit);
        var reader = new MultipartReader(boundary, request.Body);
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section; parts++)
        {
            if (parts == MaximumParts)
                throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, $"A form has at most {MaximumParts} parts.");
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || disposition.Name.Length == 0)
                throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "Multipart form parse error - a part has no name.");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (disposition.IsFileDisposition())
                await form.AddFileAsync(name, disposition, section.Body, stage).ConfigureAwait(false);
            else
                form.AddText(name, await form.ReadTextAsync(section.Body, cancellationToken).ConfigureAwait(false));
        }

        return form;
    }

    private async Task AddFileAsync(string name, ContentDispositionHeaderValue disposition, Stream body, Func<FormBody, string, Func<Stream, Task<StagedArtifact>>?> stage)
    {
        if (Files.ContainsKey(name))
            throw RequestRefusedException.Invalid(name, "Only one file can be sent in this field.");
        if (stage(this, name) is not { } store)
        {
            // Reported as an unexpected field with the others; its bytes are passed over by the reader.
            AddText(name, "");
            return;
        }

        Files[name] = await store(body).ConfigureAwait(false);
        FileNames[name] = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
    }

    private void AddText(string name, string text)
    {
        if (!Texts.TryGetValue(name, out var texts))
            Texts[name] = texts = [];
        texts.Add(text);
    }

    private async Task<string> ReadTextAsync(Stream body, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
                break;
            used += count;
            if (used > limit)
                throw JsonBody.TooLarge(limit);
            memory.Write(buffer, 0, count);
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(memory.GetBuffer(), 0, (int)memory.Length);
        }
        catch (DecoderFallbackException)
        {
            throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "Multipart form parse error - a text is not valid UTF-8.");
        }
    }
}
