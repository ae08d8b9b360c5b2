using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Resources;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Reads the body of a request against its schema: JSON or a form, everything that is wrong reported at once.
/// </summary>
internal sealed class BodyReader
{
    private readonly ArtifactIngest ingest;

    public BodyReader(ArtifactIngest ingest) => this.ingest = ingest;

    /// <summary>Reads a body.</summary>
    /// <param name="call">The request.</param>
    /// <param name="schema">What it may hold.</param>
    /// <param name="isPatch">Whether every field may be left out.</param>
    /// <returns>The values.</returns>
    /// <exception cref="RequestRefusedException">The body is too large, is not what its content type says, or its values are not accepted.</exception>
    public async Task<RequestBody> ReadAsync(ApiCall call, BodySchema schema, bool isPatch = false)
    {
        var request = call.Http.Request;
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var errors = new FieldErrors();
        var reader = new ValueReader(call.Hrefs, errors);
        FormBody? form = null;
        try
        {
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
                await ReadUntypedAsync(call).ConfigureAwait(false);
            else if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
                await ReadJsonAsync(call, schema, reader, errors, values).ConfigureAwait(false);
            else
                ReadForm(form = await ReadFormAsync(call, type, schema).ConfigureAwait(false), schema, reader, errors, values);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // The server says so of chunks it cannot read, too.
            throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "The request body ends too early or is malformed.");
        }

        if (!isPatch)
        {
            foreach (var input in schema.Fields)
            {
                if (input.IsRequired && !values.ContainsKey(input.Name))
                    errors.Add(input.Name, input.Kind == InputKind.File ? "No file was submitted." : "This field is required.");
            }
        }

        CompareDigests(values, form?.Compared ?? DigestSet.Empty, errors);
        return errors.IsEmpty ? new RequestBody(values, form?.FileNames) : throw RequestRefusedException.Invalid(errors);
    }

    // A request without a body needs no content type.
    private static async Task ReadUntypedAsync(ApiCall call)
    {
        var request = call.Http.Request;
        if (!string.IsNullOrEmpty(request.ContentType) || (request.ContentLength ?? 0) > 0)
            throw Unsupported(request);
        if (request.ContentLength is null && await request.Body.ReadAsync(new byte[1], call.Cancellation).ConfigureAwait(false) > 0)
            throw Unsupported(request);
    }

    private static async Task ReadJsonAsync(ApiCall call, BodySchema schema, ValueReader reader, FieldErrors errors, Dictionary<string, object?> values)
    {
        using var document = await JsonBody.ReadAsync(call.Http.Request, schema.MaximumSize, call.Cancellation).ConfigureAwait(false);
        if (document is null)
            return;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            errors.Add(FieldErrors.General, "Invalid data. Expected a dictionary.");
            return;
        }

        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (schema.Find(property.Name) is { } input)
                values[property.Name] = reader.Read(input, property.Value);
            else if (!schema.Ignores(property.Name))
                errors.Add(property.Name.Length <= 200 ? property.Name : property.Name[..200], "Unexpected field");
        }
    }

    private async Task<FormBody> ReadFormAsync(ApiCall call, MediaTypeHeaderValue type, BodySchema schema)
    {
        var request = call.Http.Request;
        try
        {
            if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
                return await FormBody.ReadUrlEncodedAsync(request, schema.MaximumSize, call.Cancellation).ConfigureAwait(false);
            if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
                throw Unsupported(request);
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
            if (boundary.Length is 0 or > 200)
                throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "Multipart form parse error - Invalid boundary in multipart.");
            if (schema.TakesFiles && call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = null;
            return await FormBody.ReadMultipartAsync(request, boundary, schema.MaximumSize, (form, name) => Stage(call, schema, form, name), call.Cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest }
            || (exception is IOException && exception is not BadHttpRequestException))
        {
            throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, "Form parse error - the body ends too early or is malformed.");
        }
    }

    private Func<Stream, Task<StagedArtifact>>? Stage(ApiCall call, BodySchema schema, FormBody form, string name)
    {
        if (schema.Find(name) is not { Kind: InputKind.File } input)
            return null;
        form.Compared = ExpectedDigests(schema, form);
        var expected = new ArtifactWriteOptions { ExpectedDigests = form.Compared, MaximumSize = input.MaximumSize };
        return async stream =>
        {
            var staged = await ingest.StageAsync(stream, expected, call.Cancellation).ConfigureAwait(false);
            call.Staged.Add(staged);
            return staged;
        };
    }

    // Digests that come before the file are compared while it is written; a wrong one leaves nothing.
    private static DigestSet ExpectedDigests(BodySchema schema, FormBody form)
    {
        var expected = new List<Digest>();
        foreach (var algorithm in DigestAlgorithms.All)
        {
            var name = DigestAlgorithms.NameOf(algorithm);
            if (schema.Find(name) is null || !form.Texts.TryGetValue(name, out var texts) || texts[^1].Length == 0)
                continue;
            expected.Add(Digest.TryParse(algorithm, texts[^1].Trim(), out var digest)
                ? digest
                : throw RequestRefusedException.Invalid(name, NoDigest(name)));
        }

        return Computable(new DigestSet([.. expected]));
    }

    private static DigestSet Computable(DigestSet digests) =>
        digests[DigestAlgorithm.Sha224] is null || (digests[DigestAlgorithm.Sha256] ?? digests[DigestAlgorithm.Sha384] ?? digests[DigestAlgorithm.Sha512]) is not null
            ? digests
            : throw RequestRefusedException.Invalid("sha224", "This server does not compute sha224; state a sha256 instead.");

    // Digests that came after the file could not be expected of it; one that was not computed by chance must not pass for compared.
    private static void CompareDigests(Dictionary<string, object?> values, DigestSet compared, FieldErrors errors)
    {
        foreach (var file in values.Values.OfType<StagedArtifact>())
        {
            foreach (var algorithm in DigestAlgorithms.All)
            {
                var name = DigestAlgorithms.NameOf(algorithm);
                if (values.GetValueOrDefault(name) is not string { Length: > 0 } given)
                    continue;
                if (!Digest.TryParse(algorithm, given.Trim(), out var digest))
                    errors.Add(name, NoDigest(name));
                else if (string.Equals(compared[algorithm], digest.Hex, StringComparison.Ordinal))
                    continue;
                else if (!file.Digests.TryGet(algorithm, out var computed))
                    errors.Add(name, $"The {name} can only be compared when it comes before the file; send it first.");
                else if (!computed.FixedTimeEquals(digest))
                    errors.Add(name, $"The {name} is {computed.Hex}, but {digest.Hex} was expected.");
            }
        }
    }

    private static string NoDigest(string name) => $"This is not a {name} digest in hexadecimal.";

    private static void ReadForm(FormBody form, BodySchema schema, ValueReader reader, FieldErrors errors, Dictionary<string, object?> values)
    {
        foreach (var (name, file) in form.Files)
            values[name] = file;
        foreach (var (name, texts) in form.Texts)
        {
            if (schema.Find(name) is { } input)
                values[name] = ToJson(input, texts) is { } element ? reader.Read(input, element) : Fail(name);
            else if (!schema.Ignores(name))
                errors.Add(name.Length <= 200 ? name : name[..200], "Unexpected field");
        }

        object? Fail(string name)
        {
            errors.Add(name, "Value must be valid JSON.");
            return null;
        }
    }

    private static JsonElement? ToJson(InputField input, List<string> texts)
    {
        var text = texts[^1];
        if (text.Length == 0 && input.IsNullable)
            return JsonSerializer.SerializeToElement<object?>(null);
        var isList = input.Kind is InputKind.TextList or InputKind.ChoiceList or InputKind.ReferenceList;
        if (isList && (texts.Count > 1 || !text.StartsWith('[')))
            return JsonSerializer.SerializeToElement(text.Length == 0 && texts.Count == 1 ? [] : texts);
        if (!isList && input.Kind is not InputKind.Json and not InputKind.Labels)
            return JsonSerializer.SerializeToElement(text);
        try
        {
            using var document = JsonBody.Parse(Encoding.UTF8.GetBytes(text));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RequestRefusedException Unsupported(HttpRequest request) => RequestRefusedException.Detail(
        StatusCodes.Status415UnsupportedMediaType, $"Unsupported media type \"{request.ContentType}\" in request.");
}
