namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Says that upstream's answer about one collection cannot be used; the sync goes on without it, or fails, as its options say.
/// </summary>
internal sealed class BrokenCollectionException : PulpException
{
    public BrokenCollectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
