using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Time;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class UploadLimitTests : RegistryTest
{
    private readonly ManualTimeProvider time = new();

    private protected override Task<RegistryHost> StartAsync() => RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(time).Configure<ContainerOptions>(options =>
    {
        options.MaximumUploads = 5;
        options.MaximumUploadsPerUser = 3;
    }));

    [Test]
    public async Task Who_has_too_many_uploads_open_begins_no_more_and_can_still_finish()
    {
        foreach (var name in new[] { "second", "third" })
        {
            var user = await Host.CreateUserAsync(name);
            await Host.GrantAsync(user, "container.containerdistribution_creator");
            await Host.GrantAsync(user, "container.containerrepository_creator");
        }

        var mine = new List<string>();
        for (var i = 0; i < 3; i++)
            mine.Add(await BeginAsync("admin"));
        using (var refused = await PostAsync("admin"))
        {
            await AssertAsync(refused, 429, "TOOMANYREQUESTS");
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        }

        // Another user is not held up, until there are too many of all.
        await BeginAsync("second");
        await BeginAsync("second");
        await AssertAsync(await PostAsync("third"), 429, "TOOMANYREQUESTS");

        // What takes no upload goes on: one that is under way, and images whose layers are here.
        var bytes = Images.Config(label: "limit");
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, $"{mine[0]}?digest={Images.DigestOf(bytes)}", new ByteArrayContent(bytes)), 201);
        await AssertAsync(await PutManifestAsync("limit/admin", "latest", Images.Image(bytes, [])), 201);
        await BeginAsync("admin");
        await AssertAsync(await PostAsync("admin"), 429, "TOOMANYREQUESTS");

        // Those that paused too long make room without anybody sweeping.
        time.Advance(TimeSpan.FromMinutes(61));
        await BeginAsync("admin");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, mine[1]), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    private Task<HttpResponseMessage> PostAsync(string user) => Host.SendAsync(HttpMethod.Post, $"v2/limit/{user}/blobs/uploads/", user: user);

    private async Task<string> BeginAsync(string user)
    {
        using var answer = await PostAsync(user);
        await AssertAsync(answer, 202);
        return answer.Headers.Location!.OriginalString;
    }
}
