using System.Buffers.Binary;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Roles;

/// <summary>
/// Finds imports and syncs of roles: the clients of API v1 know tasks by numbers.
/// </summary>
internal sealed class RoleImports(IPulpDatabase database, TaskDispatcher dispatcher)
{
    private const int MaximumListed = 100;
    private const int AtOnce = 1000;
    private const string LockPrefix = "role-import:";
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(10);
    private static readonly Condition Imports = Condition.Equal("name", ImportRoleTask.TaskName);
    private static readonly Condition ImportsAndSyncs = new Condition.Any([Imports, Condition.Equal("name", SyncTask.Name)]);

    /// <summary>Gets the number of a task: the beginning of its identifier, which is the time it was made at and some chance.</summary>
    public static long NumberOf(Guid taskId)
    {
        Span<byte> bytes = stackalloc byte[16];
        taskId.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    /// <summary>Finds an import or a sync by its number.</summary>
    public async Task<PulpTask?> FindAsync(Guid domainId, long number, CancellationToken cancellationToken)
    {
        if (number <= 0)
            return null;
        var made = DateTimeOffset.FromUnixTimeMilliseconds(number >> 16);
        var between = Condition.And(new Condition.Compare("pulp_created", Comparison.GreaterOrEqual, made - Around), new Condition.Compare("pulp_created", Comparison.LessOrEqual, made + Around));
        for (var offset = 0; ; offset += AtOnce)
        {
            var tasks = await QueryAsync(domainId, ImportsAndSyncs, between, offset, AtOnce, cancellationToken).ConfigureAwait(false);
            if (tasks.FirstOrDefault(task => NumberOf(task.Id) == number) is { } found)
                return found;
            if (tasks.Count < AtOnce)
                return null;
        }
    }

    /// <summary>Finds the newest import from a git repository.</summary>
    public async Task<PulpTask?> FindAsync(Guid domainId, string user, string repository, CancellationToken cancellationToken) =>
        await QueryAsync(domainId, Imports, new Condition.Compare("exclusive_resources", Comparison.HasMember, LockOf(user, repository)), 0, 1, cancellationToken).ConfigureAwait(false) is [var newest] ? newest : null;

    /// <summary>Gets the newest imports, a hundred at most.</summary>
    public Task<IReadOnlyList<PulpTask>> NewestAsync(Guid domainId, CancellationToken cancellationToken) => QueryAsync(domainId, Imports, further: null, 0, MaximumListed, cancellationToken);

    /// <summary>Gets the lock that an import holds, so that there is one at a time of each git repository.</summary>
    public static string LockOf(string user, string repository) => $"{LockPrefix}{user}/{repository}";

    /// <summary>Gets from which git repository a task imports.</summary>
    public static (string User, string Repository) SourceOf(PulpTask task) =>
        task.Locks.FirstOrDefault(name => name.StartsWith(LockPrefix, StringComparison.Ordinal))?[LockPrefix.Length..].Split('/') is [var user, var repository] ? (user, repository) : ("", "");

    private Task<IReadOnlyList<PulpTask>> QueryAsync(Guid domainId, Condition names, Condition? further, int offset, int limit, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<PulpTask>>(
        async session =>
        {
            var query = new Query
            {
                Where = Condition.And(names, further),
                OrderBy = [new Ordering("pulp_created", Descending: true)],
                Offset = offset,
                Limit = limit,
                WithCount = false,
            };
            return [.. (await session.Tasks.QueryAsync(domainId, query).ConfigureAwait(false)).Items.Select(task => dispatcher.Peek(task.Id) ?? task)];
        },
        cancellationToken);
}
