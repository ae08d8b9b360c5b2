using System.Collections.Frozen;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Finds the media type of a file by its extension, and knows which types a browser would run.
/// </summary>
internal static class MediaTypes
{
    public const string Default = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["7z"] = "application/x-7z-compressed",
        ["asc"] = "text/plain",
        ["avif"] = "image/avif",
        ["bmp"] = "image/bmp",
        ["bz2"] = "application/x-bzip2",
        ["cfg"] = "text/plain",
        ["conf"] = "text/plain",
        ["crt"] = "application/x-x509-ca-cert",
        ["css"] = "text/css",
        ["csv"] = "text/csv",
        ["deb"] = "application/vnd.debian.binary-package",
        ["drpm"] = "application/x-rpm",
        ["gem"] = "application/octet-stream",
        ["gif"] = "image/gif",
        ["gpg"] = "application/pgp-encrypted",
        ["gz"] = "application/gzip",
        ["htm"] = "text/html",
        ["html"] = "text/html",
        ["ico"] = "image/x-icon",
        ["img"] = "application/octet-stream",
        ["iso"] = "application/x-iso9660-image",
        ["jar"] = "application/java-archive",
        ["jpeg"] = "image/jpeg",
        ["jpg"] = "image/jpeg",
        ["js"] = "text/javascript",
        ["json"] = "application/json",
        ["log"] = "text/plain",
        ["lz"] = "application/x-lzip",
        ["lzma"] = "application/x-lzma",
        ["md"] = "text/markdown",
        ["mjs"] = "text/javascript",
        ["mp3"] = "audio/mpeg",
        ["mp4"] = "video/mp4",
        ["pdf"] = "application/pdf",
        ["pem"] = "application/x-pem-file",
        ["png"] = "image/png",
        ["pom"] = "application/xml",
        ["ps"] = "application/postscript",
        ["rpm"] = "application/x-rpm",
        ["rst"] = "text/plain",
        ["sh"] = "application/x-sh",
        ["sig"] = "application/pgp-signature",
        ["sqlite"] = "application/vnd.sqlite3",
        ["svg"] = "image/svg+xml",
        ["tar"] = "application/x-tar",
        ["tbz"] = "application/x-bzip2",
        ["tgz"] = "application/gzip",
        ["toml"] = "application/toml",
        ["tsv"] = "text/tab-separated-values",
        ["ttf"] = "font/ttf",
        ["txt"] = "text/plain",
        ["txz"] = "application/x-xz",
        ["wasm"] = "application/wasm",
        ["webm"] = "video/webm",
        ["webp"] = "image/webp",
        ["whl"] = "application/octet-stream",
        ["woff"] = "font/woff",
        ["woff2"] = "font/woff2",
        ["xhtml"] = "application/xhtml+xml",
        ["xml"] = "application/xml",
        ["xsl"] = "application/xml",
        ["xz"] = "application/x-xz",
        ["yaml"] = "application/yaml",
        ["yml"] = "application/yaml",
        ["zip"] = "application/zip",
        ["zst"] = "application/zstd",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup = ByExtension.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Of(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        var dot = name.LastIndexOf('.');
        return dot >= 0 && Lookup.TryGetValue(name[(dot + 1)..], out var type) ? type : Default;
    }

    /// <summary>Gets whether a browser that opens the file runs code in it, with the server's address as its origin.</summary>
    public static bool IsActive(string mediaType)
    {
        var semicolon = mediaType.IndexOf(';', StringComparison.Ordinal);
        var type = (semicolon < 0 ? mediaType : mediaType[..semicolon]).Trim();
        return type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("javascript", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("ecmascript", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("x-shockwave-flash", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("/pdf", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("/wasm", StringComparison.OrdinalIgnoreCase);
    }
}
