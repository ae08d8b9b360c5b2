using System.Collections.Immutable;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Core.Tests.Support;

/// <summary>A database in memory for what tasks, schedules and uploads keep: writes one after another, all or nothing.</summary>
internal sealed class MemoryDatabase : IPulpDatabase
{
    private readonly SemaphoreSlim writer = new(1, 1);

    public MemoryState State { get; private set; } = new();

    /// <summary>Gets or sets what happens before each write; an exception fails it.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    public int Writes { get; private set; }

    public long AccessGeneration => 0;

    public FileChanges FileChanges { get; } = new();

    public PulpTask this[Guid id] => State.Tasks[id];

    public MemoryDatabase Copy() => new() { State = new MemoryState(State) };

    public Task InitializeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task<T> ReadAsync<T>(Func<IStoreSession, ValueTask<T>> query, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await query(new MemorySession(new MemoryState(State), isReadOnly: true));
    }

    public async Task<T> WriteAsync<T>(Func<IStoreSession, ValueTask<T>> change, CancellationToken cancellationToken = default)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            if (BeforeWrite is { } before)
                await before();
            Writes++;
            var state = new MemoryState(State);
            var session = new MemorySession(state, isReadOnly: false);
            var result = await change(session);
            State = state;
            session.Committed();
            return result;
        }
        finally
        {
            writer.Release();
        }
    }
}

internal sealed class MemoryState
{
    public MemoryState()
    {
    }

    public MemoryState(MemoryState other)
    {
        Tasks = other.Tasks;
        Groups = other.Groups;
        Uploads = other.Uploads;
        Values = other.Values;
    }

    public ImmutableDictionary<Guid, PulpTask> Tasks { get; set; } = ImmutableDictionary<Guid, PulpTask>.Empty;

    public ImmutableDictionary<Guid, TaskGroup> Groups { get; set; } = ImmutableDictionary<Guid, TaskGroup>.Empty;

    public ImmutableDictionary<Guid, Upload> Uploads { get; set; } = ImmutableDictionary<Guid, Upload>.Empty;

    public ImmutableDictionary<(Guid Scope, string Name), byte[]> Values { get; set; } = ImmutableDictionary<(Guid, string), byte[]>.Empty;
}

internal sealed class MemorySession(MemoryState state, bool isReadOnly) : IStoreSession
{
    private readonly List<Action> onCommitted = [];

    public IResourceStore Resources => throw new NotSupportedException();

    public IArtifactStore Artifacts => throw new NotSupportedException();

    public IContentStore Contents => throw new NotSupportedException();

    public IVersionStore Versions => throw new NotSupportedException();

    public IMembershipStore Memberships => throw new NotSupportedException();

    public IRepositorySizeStore RepositorySizes => throw new NotSupportedException();

    public IPublishedFileStore PublishedFiles => throw new NotSupportedException();

    public ITaskStore Tasks { get; } = new MemoryTaskStore(state, isReadOnly);

    public IUploadStore Uploads { get; } = new MemoryUploadStore(state, isReadOnly);

    public IAccessStore Access => throw new NotSupportedException();

    public IStateStore States { get; } = new MemoryStateStore(state, isReadOnly);

    public IUnloadedStore Unloaded => throw new NotSupportedException();

    public void OnCommitted(Action action) => onCommitted.Add(action);

    public void Committed() => onCommitted.ForEach(action => action());
}
