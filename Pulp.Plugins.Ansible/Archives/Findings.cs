using System.Text;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Collects what is found in a collection, for whoever publishes it.
/// </summary>
internal sealed class Findings(CollectionChecks checks, TimeProvider time)
{
    private const int MaxMessages = 500;
    private const int LongestMessage = 1000;
    private const int MaxReasons = 10;
    private readonly List<UploadMessage> messages = [];
    private readonly List<string> reasons = [];
    private int errors;

    public IReadOnlyList<UploadMessage> Messages => messages;

    public void Info(string text) => Add(UploadMessageLevel.Info, text);

    public void Warn(string text) => Add(UploadMessageLevel.Warning, text);

    /// <summary>Notes that the collection is refused; reading goes on for the sake of further reasons.</summary>
    public void Error(string text)
    {
        if (++errors <= MaxReasons)
            reasons.Add(Clean(text));
        Add(UploadMessageLevel.Error, text);
    }

    /// <summary>Notes that a rule for publishing is broken.</summary>
    public void Break(string text)
    {
        if (checks == CollectionChecks.Publish)
            Error(text);
        else
            Warn(text);
    }

    /// <summary>Makes the exception of a collection that is refused at once.</summary>
    public CollectionRefusedException Refused(string text, Exception? cause = null)
    {
        Error(text);
        return new CollectionRefusedException(Reasons(), Messages, cause);
    }

    /// <summary>Refuses the collection if there is a reason.</summary>
    public void ThrowIfRefused()
    {
        if (errors > 0)
            throw new CollectionRefusedException(Reasons(), Messages);
    }

    private string Reasons() => string.Join(' ', reasons) + (errors > MaxReasons ? $" And {errors - MaxReasons} more problems." : "");

    private void Add(UploadMessageLevel level, string text)
    {
        if (messages.Count < MaxMessages)
            messages.Add(new UploadMessage(level, Clean(text), time.GetUtcNow()));
    }

    // Names and values come from the archive.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length > LongestMessage ? string.Concat(text.AsSpan(0, LongestMessage), "…") : text);
        for (var i = 0; i < clean.Length; i++)
        {
            if (char.IsControl(clean[i]) || char.IsSurrogate(clean[i]))
                clean[i] = '\uFFFD';
        }

        return clean.ToString();
    }
}
