using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Publishing;

/// <summary>
/// Keeps what an import tells the publisher among its task's progress, the level being part of the code.
/// </summary>
internal static class ImportMessages
{
    private const string Prefix = "ansible.import.";

    public static void Add(TaskContext context, string level, string message) => context.BeginProgress(message, Prefix + level);

    public static string LevelOf(string code) => code.StartsWith(Prefix, StringComparison.Ordinal) ? code[Prefix.Length..].ToUpperInvariant() : "INFO";
}
