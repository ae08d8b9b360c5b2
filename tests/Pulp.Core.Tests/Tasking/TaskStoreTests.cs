using Microsoft.Extensions.DependencyInjection;
using Pulp.Core.Tests.Support;
using Pulp.Data;
using Pulp.Secrets;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Core.Tests.Tasking;

/// <summary>Tasks over the real database, through what a host registers.</summary>
[TestFixture]
internal sealed class TaskStoreTests
{
    private readonly Work works = new();
    private string folder = null!;

    [SetUp]
    public void SetUp() => folder = Directory.CreateTempSubdirectory("pulp-tasks-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Tasks_run_over_the_database_and_what_waits_runs_in_order_after_a_restart()
    {
        var order = new List<int>();
        var asked = new List<Guid>();
        await using (var first = await StartAsync())
        {
            var gate = new Gate();
            var done = await DispatchAsync(first, works.Add((context, _) =>
            {
                context.BeginProgress("Counting", "count", 2).Increment(2);
                context.AddCreated("prn:a.b:1");
                return Task.FromResult<object?>(new { Answer = 42 });
            }));
            var ended = await first.GetRequiredService<TaskDispatcher>().WaitAsync(done.Id);
            Assert.That(ended.State, Is.EqualTo(TaskState.Completed));
            var stored = await GetAsync(first, done.Id);
            Assert.That(stored!.Result!.Value.GetProperty("answer").GetInt32(), Is.EqualTo(42));
            Assert.That(stored.Progress, Is.EqualTo(ended.Progress));
            Assert.That(stored.CreatedResources, Is.EqualTo(new[] { "prn:a.b:1" }));
            Assert.That(stored.Locks, Has.Count.EqualTo(2));

            await DispatchAsync(first, works.Add(gate.PassAsync));
            await gate.Begun;
            for (var i = 0; i < 50; i++)
            {
                var number = i;
                asked.Add((await DispatchAsync(first, works.Add((_, _) =>
                {
                    order.Add(number);
                    return Task.FromResult<object?>(null);
                }))).Id);
            }

            var stopping = first.GetRequiredService<TaskDispatcher>().StopAsync();
            gate.Open();
            await stopping;
            Assert.That(order, Is.Empty);
        }

        await using var second = await StartAsync();
        foreach (var id in asked)
            Assert.That((await second.GetRequiredService<TaskDispatcher>().WaitAsync(id)).State, Is.EqualTo(TaskState.Completed));
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 50)));
    }

    [Test]
    public async Task The_container_can_be_disposed_while_a_task_runs()
    {
        var gate = new Gate();
        Guid id;
        await using (var first = await StartAsync(options => options.TaskGraceInterval = TimeSpan.Zero))
        {
            id = (await DispatchAsync(first, works.Add(gate.PassAsync))).Id;
            await gate.Begun;
        }

        await using var second = await StartAsync();
        var ended = await GetAsync(second, id);
        Assert.That(ended!.State, Is.EqualTo(TaskState.Failed));
        Assert.That(ended.Error!.Code, Is.EqualTo("task.server_stopped"));
    }

    private static Task<PulpTask?> GetAsync(ServiceProvider services, Guid id) =>
        services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Tasks.GetAsync(id));

    private static Task<PulpTask> DispatchAsync(ServiceProvider services, string work) => services.GetRequiredService<TaskDispatcher>()
        .DispatchAsync<TestHandler, TestArguments>(new TaskRequest { Name = "test", Locks = ["prn:a.repository:1"] }, new TestArguments(work, "s"));

    private async Task<ServiceProvider> StartAsync(Action<PulpOptions>? configure = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(works);
        collection.AddScoped<ScopedThing>();
        collection.AddSingleton<ISecretProtector>(new AesSecretProtector(new byte[32]));
        collection.AddPulp(options =>
        {
            options.WorkingFolder = Path.Join(folder, "work");
            configure?.Invoke(options);
        });
        collection.AddPulpTask<TestHandler, TestArguments>("test");
        collection.AddPulpSqlite(options => options.DatabasePath = Path.Join(folder, "pulp.db"));
        var services = collection.BuildServiceProvider();
        await services.GetRequiredService<IPulpDatabase>().InitializeAsync();
        await services.GetRequiredService<TaskDispatcher>().StartAsync();
        return services;
    }
}
