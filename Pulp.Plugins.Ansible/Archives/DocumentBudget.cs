namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Keeps the documentation that is taken out of a collection within its bound.
/// </summary>
internal sealed class DocumentBudget(CollectionLimits limits, Findings findings)
{
    private long left = limits.MaxDocumentationBytes;
    private bool isExceeded;

    /// <summary>Takes room for a document.</summary>
    /// <returns>Whether there is.</returns>
    public bool TryTake(long bytes, string path)
    {
        if (bytes <= left)
        {
            left -= bytes;
            return true;
        }

        if (!isExceeded)
            findings.Warn($"The documentation has more than {limits.MaxDocumentationBytes} bytes; that of '{path}' and perhaps of others is not shown.");
        isExceeded = true;
        return false;
    }
}
