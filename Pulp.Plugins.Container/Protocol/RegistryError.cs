namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Represents an error code of the distribution specification with the status it is answered with.
/// </summary>
internal sealed class RegistryError(string code, int statusCode)
{
    public static readonly RegistryError BlobUnknown = new("BLOB_UNKNOWN", 404);
    public static readonly RegistryError BlobUploadInvalid = new("BLOB_UPLOAD_INVALID", 400);
    public static readonly RegistryError BlobUploadUnknown = new("BLOB_UPLOAD_UNKNOWN", 404);
    public static readonly RegistryError RangeInvalid = new("BLOB_UPLOAD_INVALID", 416);
    public static readonly RegistryError ConditionFailed = new("DENIED", 412);
    public static readonly RegistryError DigestInvalid = new("DIGEST_INVALID", 400);
    public static readonly RegistryError ManifestBlobUnknown = new("MANIFEST_BLOB_UNKNOWN", 404);
    public static readonly RegistryError ManifestInvalid = new("MANIFEST_INVALID", 400);
    public static readonly RegistryError ManifestTooLarge = new("MANIFEST_INVALID", 413);
    public static readonly RegistryError ManifestUnknown = new("MANIFEST_UNKNOWN", 404);
    public static readonly RegistryError NameInvalid = new("NAME_INVALID", 400);
    public static readonly RegistryError NameUnknown = new("NAME_UNKNOWN", 404);
    public static readonly RegistryError SignatureInvalid = new("SIGNATURE_INVALID", 400);
    public static readonly RegistryError SignatureTooLarge = new("SIGNATURE_INVALID", 413);
    public static readonly RegistryError SizeInvalid = new("SIZE_INVALID", 400);
    public static readonly RegistryError Unauthorized = new("UNAUTHORIZED", 401);
    public static readonly RegistryError InsufficientScope = new("UNAUTHORIZED", 401);
    public static readonly RegistryError Denied = new("DENIED", 403);
    public static readonly RegistryError Unsupported = new("UNSUPPORTED", 400);
    public static readonly RegistryError NotAllowed = new("UNSUPPORTED", 405);
    public static readonly RegistryError TooManyRequests = new("TOOMANYREQUESTS", 429);
    public static readonly RegistryError TooManyTags = new("UNSUPPORTED", 414);
    public static readonly RegistryError BadRequest = new("UNSUPPORTED", 400);
    public static readonly RegistryError Unavailable = new("UNAVAILABLE", 503);
    public static readonly RegistryError UpstreamFailed = new("UNAVAILABLE", 502);
    public static readonly RegistryError UpstreamSilent = new("UNAVAILABLE", 504);

    public string Code { get; } = code;

    public int StatusCode { get; } = statusCode;

    public override string ToString() => $"{StatusCode} {Code}";
}
