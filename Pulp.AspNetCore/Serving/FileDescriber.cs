using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Digests;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Chooses the headers of a file: by its extension, by what the distribution's type states, and so that a browser does not run it.
/// </summary>
internal sealed class FileDescriber
{
    private readonly PulpCatalog catalog;

    public FileDescriber(PulpCatalog catalog) => this.catalog = catalog;

    /// <summary>Gets whether the headers depend on the distribution.</summary>
    public bool IsOwn(Distribution distribution) => catalog.TypeOf(distribution).FileHeaders is not null;

    /// <summary>Describes a file.</summary>
    /// <param name="http">The request.</param>
    /// <param name="distribution">The distribution.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="isIndex">Whether it is answered in place of its directory's listing.</param>
    /// <param name="size">The size, if known.</param>
    /// <param name="digests">The digests known.</param>
    /// <param name="stored">When the file was stored, if it is.</param>
    public ServedFile Describe(HttpContext http, Distribution distribution, string path, bool isIndex, long? size, DigestSet digests, DateTimeOffset? stored)
    {
        var contentType = MediaTypes.Of(path);
        var headers = new List<KeyValuePair<string, string>>(4) { new("X-Content-Type-Options", "nosniff") };
        if (catalog.TypeOf(distribution).FileHeaders is { } type)
        {
            foreach (var (name, value) in ((IFileHeaders)http.RequestServices.GetRequiredService(type)).HeadersOf(distribution, path))
            {
                if (string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase))
                    contentType = value;
                else
                    headers.Add(new(name, value));
            }
        }

        return Describe(contentType, headers, isIndex, size, digests, stored);
    }

    /// <summary>Describes a file that no distribution serves.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="size">The size, if known.</param>
    /// <param name="digests">The digests known.</param>
    /// <param name="stored">When the file was stored, if it is.</param>
    public static ServedFile Describe(string path, long? size, DigestSet digests, DateTimeOffset? stored) =>
        Describe(MediaTypes.Of(path), [new("X-Content-Type-Options", "nosniff")], isIndex: false, size, digests, stored);

    private static ServedFile Describe(string contentType, List<KeyValuePair<string, string>> headers, bool isIndex, long? size, DigestSet digests, DateTimeOffset? stored)
    {
        if (MediaTypes.IsActive(contentType))
        {
            headers.Add(new("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"));
            // An index is meant to be looked at; the sandbox keeps it from running anything.
            if (!isIndex)
                headers.Add(new("Content-Disposition", "attachment"));
        }

        return new ServedFile
        {
            ContentType = contentType,
            Size = size,
            ETag = digests.Sha256 is { } sha256 ? $"\"{sha256}\"" : null,
            LastModified = stored is { } time ? HttpDate.Format(time) : null,
            Headers = headers,
        };
    }
}
