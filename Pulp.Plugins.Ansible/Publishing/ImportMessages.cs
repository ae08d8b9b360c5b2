using System.Globalization;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Publishing;

/// <summary>
/// Keeps what an import tells the publisher among its task's progress, the level being part of the code, and the
/// time the suffix.
/// </summary>
internal static class ImportMessages
{
    private const string Prefix = "ansible.import.";
    private const int MaximumMessages = 1000;

    public static void Add(TaskContext context, IReadOnlyList<UploadMessage> messages)
    {
        // What was wrong in the end comes last and is the most wanted.
        foreach (var message in messages.Skip(messages.Count - MaximumMessages))
            context.BeginProgress(message.Text, Prefix + message.Level.ToString().ToLowerInvariant()).SetSuffix(message.Time.ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>Gets when a message was given; what tells of other progress has no time of its own.</summary>
    public static DateTimeOffset? TimeOf(ProgressReport report) =>
        report.Code.StartsWith(Prefix, StringComparison.Ordinal) && DateTimeOffset.TryParseExact(report.Suffix, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    public static string LevelOf(string code) => code.StartsWith(Prefix, StringComparison.Ordinal) ? code[Prefix.Length..].ToUpperInvariant() : "INFO";
}
