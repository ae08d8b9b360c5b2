using Pulp.Resources;

namespace Pulp.Tasking;

/// <summary>A name a task locks, alone or together with others that only share it.</summary>
internal readonly record struct TaskLock(string Name, bool IsShared)
{
    private const string SharedPrefix = "shared:";

    /// <summary>Reads names as tasks state them; a name stated both ways is locked exclusively.</summary>
    public static IReadOnlyList<TaskLock> Parse(IReadOnlyList<string> names)
    {
        var locks = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var isShared = name.StartsWith(SharedPrefix, StringComparison.Ordinal);
            var bare = isShared ? name[SharedPrefix.Length..] : name;
            locks[bare] = isShared && locks.GetValueOrDefault(bare, true);
        }

        return [.. locks.Select(pair => new TaskLock(pair.Key, pair.Value))];
    }

    /// <summary>Adds that every task shares its domain, so that a task that locks the domain itself runs alone there.</summary>
    public static IReadOnlyList<string> WithDomain(IReadOnlyList<string> names, Guid domainId)
    {
        var domain = Prn.Format("core", "domain", domainId);
        var shared = SharedPrefix + domain;
        return names.Contains(domain) || names.Contains(shared) ? names : [.. names, shared];
    }
}
