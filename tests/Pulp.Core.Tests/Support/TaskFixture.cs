using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Secrets;
using Pulp.Tasking;
using Pulp.Testing.Time;

namespace Pulp.Core.Tests.Support;

/// <summary>A dispatcher over a database in memory, with a task <c>test</c> whose work the test gives as a delegate.</summary>
internal sealed class TaskFixture : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public TaskFixture(MemoryDatabase? database = null, int slots = 2, ManualTimeProvider? time = null, string work = "", Work? works = null, bool prefersDefer = false)
    {
        Database = database ?? new MemoryDatabase();
        Time = time ?? new ManualTimeProvider();
        WorkingFolder = work.Length > 0 ? work : Directory.CreateTempSubdirectory("pulp-tasks").FullName;
        Works = works ?? new Work();
        var collection = new ServiceCollection();
        collection.AddSingleton(Works);
        collection.AddScoped<ScopedThing>();
        collection.AddPulpTask<TestHandler, TestArguments>("test");
        collection.AddPulpTask<PurgeTasks, PurgeTasksArguments>(PurgeTasks.TaskName);
        collection.AddSingleton<Pulp.Stores.IPulpDatabase>(Database);
        collection.AddSingleton<TimeProvider>(Time);
        services = collection.BuildServiceProvider();
        Dispatcher = new TaskDispatcher(
            new TaskRegistry(services.GetServices<TaskRegistration>(), new AesSecretProtector(new byte[32]), new TaskVersions([])),
            Database,
            services.GetRequiredService<IServiceScopeFactory>(),
            Time,
            Options.Create(new PulpOptions { MaximumRunningTasks = slots, WorkingFolder = WorkingFolder, TaskPreferDefer = prefersDefer }),
            Logs);
    }

    public MemoryDatabase Database { get; }

    public ManualTimeProvider Time { get; }

    public TaskDispatcher Dispatcher { get; }

    public Work Works { get; }

    public string WorkingFolder { get; }

    public ListLogger<TaskDispatcher> Logs { get; } = new();

    public static async Task<TaskFixture> StartAsync(MemoryDatabase? database = null, int slots = 2)
    {
        var fixture = new TaskFixture(database, slots);
        await fixture.Dispatcher.StartAsync();
        return fixture;
    }

    /// <summary>Dispatches a task that does what the test says; a name of work given by <see cref="Work"/>.</summary>
    public Task<PulpTask> DispatchAsync(Func<TaskContext, CancellationToken, Task<object?>> work, string[]? locks = null, bool isShort = false, Guid? group = null) =>
        DispatchAsync(Works.Add(work), locks, isShort, group);

    public Task<PulpTask> DispatchAsync(string work, string[]? locks = null, bool isShort = false, Guid? group = null, CancellationToken cancellationToken = default) =>
        Dispatcher.DispatchAsync<TestHandler, TestArguments>(
            new TaskRequest { Name = "test", Locks = locks ?? [], IsShort = isShort, TaskGroup = group, UserId = 7 }, new TestArguments(work, "s3cret-canary"), cancellationToken);

    /// <summary>Waits until the stored record is as wanted.</summary>
    public Task WhenStoredAsync(Guid id, Func<PulpTask, bool> isWanted) => UntilAsync(() => isWanted(Database[id]));

    /// <summary>Waits until something that other threads do has happened.</summary>
    public async Task UntilAsync(Func<bool> happened)
    {
        while (!happened())
            await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        await Time.AdvanceUntilAsync(Dispatcher.DisposeAsync().AsTask(), TimeSpan.FromMinutes(1));
        await services.DisposeAsync();
        Directory.Delete(WorkingFolder, recursive: true);
    }
}

internal sealed record TestArguments(string Work, string Secret);

internal sealed class ScopedThing : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}

internal sealed class Work
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Func<TaskContext, CancellationToken, Task<object?>>> works = new();

    public List<ScopedThing> Scopes { get; } = [];

    public string Add(Func<TaskContext, CancellationToken, Task<object?>> work)
    {
        var name = Guid.NewGuid().ToString("N");
        works[name] = work;
        return name;
    }

    public Task<object?> RunAsync(string name, TaskContext context, CancellationToken cancellationToken) => works[name](context, cancellationToken);
}

internal sealed class TestHandler(Work works, ScopedThing thing) : ITaskHandler<TestArguments>
{
    public Task<object?> RunAsync(TaskContext context, TestArguments arguments, CancellationToken cancellationToken)
    {
        lock (works.Scopes)
            works.Scopes.Add(thing);
        return works.RunAsync(arguments.Work, context, cancellationToken);
    }
}

/// <summary>Work that begins, tells so, and goes on when the test says.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => begun.Task;

    public void Open() => opened.TrySetResult();

    public async Task<object?> PassAsync(TaskContext context, CancellationToken cancellationToken)
    {
        begun.TrySetResult();
        await opened.Task.WaitAsync(cancellationToken);
        return null;
    }

    public async Task<object?> PassUnstoppablyAsync(TaskContext context, CancellationToken cancellationToken)
    {
        begun.TrySetResult();
        await opened.Task;
        return null;
    }
}

internal sealed class ListLogger<T> : ILogger<T>
{
    private readonly List<(LogLevel Level, string Text, Exception? Exception)> entries = [];

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Exception)> Entries
    {
        get
        {
            lock (entries)
                return [.. entries];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (entries)
            entries.Add((logLevel, formatter(state, exception), exception));
    }
}
