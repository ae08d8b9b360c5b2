namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reports that an image upstream names cannot be taken. The sync goes on without it.
/// </summary>
internal sealed class SkippedImageException : PulpException
{
    public SkippedImageException(string reason, Exception? innerException = null)
        : base(reason, innerException)
    {
    }

    /// <summary>Gets whether upstream does not have it.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Gets whether upstream's answer was damaged or incomplete, so that it does not tell that the image is gone.</summary>
    public bool IsDamage { get; init; }

    /// <summary>Gets whether an index lists nothing that is asked for.</summary>
    public bool IsOtherPlatform { get; init; }
}
