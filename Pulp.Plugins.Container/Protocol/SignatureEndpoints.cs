using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Digests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Signatures;
using Pulp.Plugins.Container.Tokens;
using Pulp.Serving;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Answers those who read and write signatures of manifests, by the extension that podman, skopeo and OpenShift know.
/// </summary>
internal sealed class SignatureEndpoints
{
    // A signature in base64, and what stands around it.
    private const int MaximumBody = (AtomicSignature.MaximumSize / 3 * 4) + 4096;
    private const int SchemaVersion = 2;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };
    private readonly RegistryAccess access;
    private readonly RegistryContent content;
    private readonly ManifestSignatures signatures;

    public SignatureEndpoints(RegistryAccess access, RegistryContent content, ManifestSignatures signatures)
    {
        this.access = access;
        this.content = content;
        this.signatures = signatures;
    }

    public async Task GetAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, TokenScope.Pull).ConfigureAwait(false);
        var digest = OciDigest.Parse(request["digest"]);
        var distribution = PullEndpoints.Require(request);
        if (await request.AnswerCachedAsync($"signatures {digest}", BuildAsync, isForEveryone: !distribution.Private).ConfigureAwait(false))
            return;
        await RequireManifestAsync(request, distribution, digest).ConfigureAwait(false);
        IReadOnlyList<ManifestSignature> found = await request.GetSourceAsync().ConfigureAwait(false) is { } served
            ? await signatures.OfAsync(served.Version, digest.ToString(), request.Cancellation).ConfigureAwait(false)
            : [];
        await RegistryAnswers.WriteJsonAsync(request.Http, writer => Write(writer, found)).ConfigureAwait(false);

        // What waits for a tag is in no version: whether it is there is asked each time.
        async ValueTask<ReadyAnswer?> BuildAsync(ServedSource source, CancellationToken cancellationToken)
        {
            if (await content.FindManifestAsync(source.Version, new Reference.ByDigest(digest), cancellationToken).ConfigureAwait(false) is null)
                return null;
            var present = await signatures.OfAsync(source.Version, digest.ToString(), cancellationToken).ConfigureAwait(false);
            return DiscoveryEndpoints.AnswerOf(RegistryAnswers.ToJson(writer => Write(writer, present)), "application/json", []);
        }
    }

    public async Task PutAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, TokenScope.Push).ConfigureAwait(false);
        var digest = OciDigest.Parse(request["digest"]);
        var distribution = PullEndpoints.Require(request);
        var repository = distribution.Repository
            ?? throw new RegistryException(RegistryError.Denied, "This name serves a fixed version, or nothing; only to a distribution of a repository signatures can be added.");
        var manifest = await RequireManifestAsync(request, distribution, digest).ConfigureAwait(false);
        var body = await BoundedBody.ReadAsync(request.Http, MaximumBody, request.Cancellation).ConfigureAwait(false)
            ?? throw new RegistryException(RegistryError.SignatureTooLarge, $"A signature has at most {AtomicSignature.MaximumSize} bytes.");
        try
        {
            await signatures.AddAsync(repository, [Read(manifest, body)], request.Cancellation).ConfigureAwait(false);
        }
        catch (InvalidSignatureException refused)
        {
            throw new RegistryException(RegistryError.SignatureInvalid, refused.Message);
        }

        RegistryAnswers.Finish(request.Http, StatusCodes.Status201Created);
    }

    private static ManifestSignature Read(Manifest manifest, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var root = document.RootElement;
            if (root.GetProperty("schemaVersion").GetInt32() != SchemaVersion || root.GetProperty("type").GetString() != AtomicSignature.Type)
                throw new InvalidSignatureException($"Only signatures of the type '{AtomicSignature.Type}' and schema version {SchemaVersion} are taken.");
            if (root.GetProperty("name").GetString() is not { } name || !IsName(name, manifest.Digest))
                throw new InvalidSignatureException("The name of a signature is the manifest's digest, an at sign and 32 hexadecimal digits.");
            return AtomicSignature.Read(manifest.Digest, root.GetProperty("content").GetBytesFromBase64(), name, manifest.Document);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidSignatureException("The body is not the JSON document of a signature: schemaVersion, type, name, and content in base64.", exception);
        }
    }

    private static bool IsName(string name, string digest) =>
        name.Length == digest.Length + 33 && name.StartsWith(digest + "@", StringComparison.Ordinal) && name[(digest.Length + 1)..].All(char.IsAsciiHexDigit);

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ManifestSignature> found)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("signatures");
        foreach (var signature in found.OrderBy(signature => signature.Timestamp).ThenBy(signature => signature.Digest, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", SchemaVersion);
            writer.WriteString("type", signature.Type);
            writer.WriteString("name", signature.Name);
            writer.WriteString("content", signature.Data);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private async Task<Manifest> RequireManifestAsync(DistributionRequest request, ContainerDistribution distribution, Digest digest)
    {
        var reference = new Reference.ByDigest(digest);
        if (await request.GetSourceAsync().ConfigureAwait(false) is { } source && await content.FindManifestAsync(source.Version, reference, request.Cancellation).ConfigureAwait(false) is { } held)
            return held;
        return distribution.Repository is { } repository && await content.FindPendingManifestAsync(repository, reference.ToString(), request.Cancellation).ConfigureAwait(false) is { } waiting
            ? waiting
            : throw new RegistryException(RegistryError.ManifestUnknown, "The repository does not hold the manifest.") { Detail = digest.ToString() };
    }
}
