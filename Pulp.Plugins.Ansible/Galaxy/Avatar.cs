namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Knows the pictures that may stand for a namespace.
/// </summary>
internal static class Avatar
{
    public const int MaximumSize = 1024 * 1024;

    /// <summary>Gets the ending of the file's name by how the picture begins.</summary>
    /// <returns>The ending; null when it is no picture of an accepted kind.</returns>
    public static string? EndingOf(ReadOnlySpan<byte> picture) => picture switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webp",
        _ => null,
    };

    /// <summary>Gets where the picture lies in a repository.</summary>
    public static string PathOf(string name, string ending) => $"avatars/{name}.{ending}";
}
