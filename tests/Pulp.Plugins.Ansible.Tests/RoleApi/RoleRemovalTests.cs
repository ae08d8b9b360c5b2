using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Asks what clients are told when a role does not go at once.</summary>
[TestFixture]
public sealed class RoleRemovalTests : GalaxyTest
{
    private const string Api = "/pulp_ansible/galaxy/removals/api/v1/";
    private bool isFailing;
    private AnsibleRepository repository = null!;

    [OneTimeSetUp]
    public async Task Prepare() => repository = await Host.CreateRepositoryAsync("removals");

    [TestCase(Api + "roles/acme.stuck/")]
    [TestCase(Api + "removerole/?github_user=acme&github_repo=stuck")]
    [TestCase(Api + "namespaces/acme/")]
    public async Task A_removal_that_failed_is_told(string path)
    {
        await Host.AddAsync(repository, new Role { Namespace = "acme", Name = "stuck", Version = "1" });
        isFailing = true;
        using var answer = await Host.SendAsync(HttpMethod.Delete, path);
        isFailing = false;

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("The rule says no."));
        await AssertAsync(answer, 500, "error");
        await AssertAsync(await Host.GetAsync(Api + "roles/acme.stuck/"), 200);
    }

    [TestCase(Api + "roles/acme.waits/")]
    [TestCase(Api + "removerole/?github_user=acme&github_repo=waits")]
    [TestCase(Api + "namespaces/acme/")]
    public async Task A_removal_that_waits_for_the_repository_is_told_with_its_task(string path)
    {
        await Host.AddAsync(repository, new Role { Namespace = "acme", Name = "waits", Version = "1" });
        var dispatcher = Host.Services.GetRequiredService<TaskDispatcher>();
        var held = new TaskCompletionSource();
        var request = new TaskRequest { Name = "test.hold", Locks = [Host.Catalog.ResourceTypeOf(repository).PrnOf(repository.Id)] };
        HoldTask.Held = held.Task;
        var holding = await dispatcher.DispatchAsync<HoldTask, int>(request, 0);

        using var answer = await Host.SendAsync(HttpMethod.Delete, path);
        var told = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        held.SetResult();

        Assert.That((int)answer.StatusCode, Is.EqualTo(202));
        var task = told.GetProperty("task").GetString()!;
        await dispatcher.WaitAsync(holding.Id);
        Assert.That((await dispatcher.WaitAsync(Guid.Parse(task.TrimEnd('/').Split('/')[^1]))).State, Is.EqualTo(TaskState.Completed));
        await AssertAsync(await Host.GetAsync(Api + "roles/acme.waits/"), 404);
        if (path.Contains("removerole", StringComparison.Ordinal))
        {
            Assert.That(told.GetProperty("status").GetString(), Does.Contain(task));
            Assert.That(told.GetProperty("deleted_roles").GetArrayLength(), Is.Zero);
        }
    }

    private protected override Task<GalaxyHost> StartAsync() => GalaxyHost.StartAsync(services => services
        .AddTransient(provider => isFailing ? throw new RepositoryChangeException("remove", "The rule says no.") : ActivatorUtilities.CreateInstance<EmptyCollectionRule>(provider))
        .AddPulpTask<HoldTask, int>("test.hold"));

    private sealed class HoldTask : ITaskHandler<int>
    {
        public static Task Held { get; set; } = Task.CompletedTask;

        public async Task<object?> RunAsync(TaskContext context, int arguments, CancellationToken cancellationToken)
        {
            await Held.WaitAsync(cancellationToken);
            return null;
        }
    }
}
