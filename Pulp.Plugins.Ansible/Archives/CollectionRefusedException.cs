using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Reports a file that is no acceptable collection.
/// </summary>
internal sealed class CollectionRefusedException : PulpException
{
    public CollectionRefusedException(string message, IReadOnlyList<UploadMessage> messages, Exception? innerException = null)
        : base(message, innerException) => Messages = messages;

    /// <summary>Gets all that was found, the reasons among it.</summary>
    public IReadOnlyList<UploadMessage> Messages { get; }
}
