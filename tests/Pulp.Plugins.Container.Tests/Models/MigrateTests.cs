using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Tests.Models;

[TestFixture]
public sealed class MigrateTests : RegistryTest
{
    [Test]
    public async Task A_push_repository_becomes_an_ordinary_one_in_place()
    {
        var user = await Host.CreateUserAsync("migrator");
        var pushed = await Host.CreateAsync(new ContainerPushRepository { Name = "old/app", Description = "kept", Labels = new Dictionary<string, string?> { ["stage"] = "test" } }, user.Id);
        await Host.CreateAsync(new ContainerDistribution { Name = "old/app", BasePath = "old/app", Repository = pushed.Id }, user.Id);
        await PushImageAsync("old/app", "1", "old", "layer");
        var before = $"pulp/api/v3/repositories/container/container-push/{pushed.Id}/";
        // The address is remembered.
        await Host.GetJsonAsync("pulp/api/v3/distributions/container/container/?base_path=old/app", "migrator");

        using var answer = await Host.SendAsync(HttpMethod.Post, before + "migrate/", user: "migrator");
        await AssertAsync(answer, 202);
        var id = Guid.Parse(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!.TrimEnd('/').Split('/')[^1]);
        var task = await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(id);
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);

        await AssertAsync(await Host.GetAsync(before, "admin"), 404);
        var after = $"pulp/api/v3/repositories/container/container/{pushed.Id}/";
        var shown = await Host.GetJsonAsync(after, "migrator");
        Assert.That((shown.GetProperty("name").GetString(), shown.GetProperty("description").GetString(), shown.GetProperty("prn").GetString()), Is.EqualTo(("old/app", "kept", $"prn:container.containerrepository:{pushed.Id}")));
        Assert.That(shown.GetProperty("pulp_labels").GetProperty("stage").GetString(), Is.EqualTo("test"));
        Assert.That(shown.GetProperty("latest_version_href").GetString(), Is.EqualTo($"/{after}versions/1/"));
        Assert.That((await Host.GetJsonAsync(after + "versions/", "migrator")).GetProperty("count").GetInt32(), Is.EqualTo(2));
        var distribution = (await Host.GetJsonAsync("pulp/api/v3/distributions/container/container/?base_path=old/app", "migrator")).GetProperty("results")[0];
        Assert.That(distribution.GetProperty("repository").GetString(), Is.EqualTo("/" + after));
        Assert.That((await Host.GetJsonAsync(after + "my_permissions/", "migrator")).GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()), Does.Contain("container.sync_containerrepository"));

        await AssertAsync(await Host.GetAsync("v2/old/app/manifests/1"), 200);
        await PushImageAsync("old/app", "2", "new", "other layer");
        Assert.That((await Host.LatestAsync("old/app"))!.Number, Is.EqualTo(2));
    }
}
