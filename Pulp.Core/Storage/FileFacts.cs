namespace Pulp.Storage;

internal enum FileKind
{
    Absent,
    Regular,
    Irregular,
}

/// <summary>What lies at a path: nothing, a regular file, or something that is no place for bytes (directory, link, device).</summary>
internal readonly record struct FileFacts(FileKind Kind, long Size, DateTimeOffset LastWrite)
{
    public static FileFacts Absent => default;

    public static FileFacts Irregular => new(FileKind.Irregular, 0, default);
}
