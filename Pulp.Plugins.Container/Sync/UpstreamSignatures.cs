using System.Globalization;
using System.Net;
using System.Text.Json;
using Pulp.Downloads;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Signatures;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Fetches detached signatures of manifests: from the server the remote names for them, or else from the registry when it says that it keeps some.
/// </summary>
internal sealed class UpstreamSignatures
{
    private const int MaximumSignatures = 100;
    private const int NameLength = 32;
    private const int MaximumAnswer = 16 * 1024 * 1024;
    private readonly SyncContext context;
    private readonly UpstreamRegistry registry;
    private readonly string? store;
    private readonly Lazy<Task<bool?>> hasExtension;

    public UpstreamSignatures(SyncContext context, UpstreamRegistry registry, ContainerRemote remote, CancellationToken cancellationToken)
    {
        this.context = context;
        this.registry = registry;
        store = string.IsNullOrEmpty(remote.Sigstore) ? null : $"{remote.Sigstore.TrimEnd('/')}/{remote.RepositoryPath()}@";
        hasExtension = new Lazy<Task<bool?>>(() => AskAsync(cancellationToken));
    }

    /// <summary>Fetches the signatures of a manifest.</summary>
    /// <returns>The signatures; null when the registry refuses to say whether it keeps some.</returns>
    public async Task<IReadOnlyList<ManifestSignature>?> FindAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        if (store is not null)
            return await FromStoreAsync(manifest, cancellationToken).ConfigureAwait(false);
        return await hasExtension.Value.WaitAsync(cancellationToken).ConfigureAwait(false) switch
        {
            true => await FromRegistryAsync(manifest, cancellationToken).ConfigureAwait(false),
            false => [],
            null => null,
        };
    }

    private async Task<IReadOnlyList<ManifestSignature>> FromStoreAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var found = new List<ManifestSignature>();
        for (var number = 1; number <= MaximumSignatures; number++)
        {
            var request = new UpstreamRequest { Uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"{store}{manifest.Digest.Replace(':', '=')}/signature-{number}")) };
            var bytes = await context.Upstream.ReceiveAsync(request, (response, token) => ReadAsync(response, AtomicSignature.MaximumSize, token), cancellationToken).ConfigureAwait(false);
            if (bytes is null)
                break;
            Add(found, bytes, manifest, name: null);
        }

        return found;
    }

    private async Task<IReadOnlyList<ManifestSignature>> FromRegistryAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var request = new UpstreamRequest { Uri = registry.SignaturesOf(manifest.Digest), Accept = "application/json", AcceptCompression = true };
        var answer = await context.Upstream.ReceiveAsync(request, (response, token) => ReadAsync(response, MaximumAnswer, token), cancellationToken).ConfigureAwait(false);
        var found = new List<ManifestSignature>();
        if (answer is null)
            return found;
        try
        {
            using var document = JsonDocument.Parse(answer);
            foreach (var signature in document.RootElement.GetProperty("signatures").EnumerateArray().Take(MaximumSignatures))
                Add(found, signature.GetProperty("content").GetBytesFromBase64(), manifest, signature.GetProperty("name").GetString());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SkippedImageException("list of signatures cannot be used", exception) { IsDamage = true };
        }

        return found;
    }

    private void Add(List<ManifestSignature> found, byte[] bytes, Manifest manifest, string? name)
    {
        try
        {
            var signature = AtomicSignature.Read(manifest.Digest, bytes, IsNameOf(manifest.Digest, name) ? name : null, manifest.Document);
            if (!found.Exists(other => other.Digest == signature.Digest))
                found.Add(signature);
        }
        catch (InvalidSignatureException invalid)
        {
            context.Skip("signature cannot be used", $"{manifest.Digest}: {invalid.Message}");
        }
    }

    private static bool IsNameOf(string digest, string? name) => name is not null && name.StartsWith(digest + "@", StringComparison.Ordinal)
        && name.Length == digest.Length + 1 + NameLength && name[(digest.Length + 1)..].All(char.IsAsciiHexDigitLower);

    private async Task<bool?> AskAsync(CancellationToken cancellationToken)
    {
        var response = await context.Upstream.SendAsync(new UpstreamRequest { Uri = registry.Ping }, cancellationToken).ConfigureAwait(false);
        await using var disposing = response.ConfigureAwait(false);
        return response.GetHeader(RegistryHeaders.Signatures) == RegistryHeaders.SignaturesValue ? true
            : response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? null
            : false;
    }

    private static async Task<byte[]?> ReadAsync(UpstreamResponse response, int maximum, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        response.EnsureSuccess();
        try
        {
            return await response.ReadBoundedAsync(maximum, cancellationToken).ConfigureAwait(false);
        }
        catch (DownloadException large) when (large.Reason == DownloadFailureReason.TooLarge)
        {
            throw new SkippedImageException("signature is too large", large) { IsDamage = true };
        }
    }
}
