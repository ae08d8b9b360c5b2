using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Time;
using static Pulp.Plugins.Container.Tests.Support.RegistryTest;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class UploadRestartTests
{
    private readonly ManualTimeProvider time = new();
    private RegistryHost host = null!;

    [SetUp]
    public async Task Start() => host = await RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));

    [TearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase(0)]
    [TestCase(10)]
    [TestCase(300_000)]
    public async Task An_upload_goes_on_after_a_restart_where_it_was(int first)
    {
        var bytes = BytesOf(400_001);
        var location = await BeginAsync("restart/app", bytes[..first]);

        host = await host.RestartAsync();
        using (var status = await host.SendAsync(HttpMethod.Get, location))
        {
            await AssertAsync(status, 204);
            Assert.That(Header(status, "Range"), Is.EqualTo($"0-{Math.Max(first - 1, 0)}"));
        }

        using (var early = await host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes), headers: ("Content-Range", $"{first + 1}-{bytes.Length + first}")))
            await AssertAsync(early, 416, "BLOB_UPLOAD_INVALID");
        await AssertAsync(await host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes[first..]), headers: ("Content-Range", $"{first}-{bytes.Length - 1}")), 202);

        host = await host.RestartAsync();
        await AssertAsync(await host.SendAsync(HttpMethod.Put, $"{location}?digest={Images.DigestOf(bytes)}"), 201);
        using var pulled = await host.GetAsync($"v2/restart/app/blobs/{Images.DigestOf(bytes)}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        Assert.That(host.CountLeftovers(), Is.Zero);

        host = await host.RestartAsync();
        await AssertAsync(await host.SendAsync(HttpMethod.Get, location), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Test]
    public async Task An_upload_belongs_to_its_user_and_repository_after_a_restart_too()
    {
        await host.CreateUserAsync("other");
        var location = await BeginAsync("restart/mine", BytesOf(100));
        host = await host.RestartAsync();
        await AssertAsync(await host.SendAsync(HttpMethod.Get, location.Replace("restart/mine", "restart/yours", StringComparison.Ordinal)), 404, "BLOB_UPLOAD_UNKNOWN");
        await AssertAsync(await host.SendAsync(HttpMethod.Get, location, user: "other"), 403, "DENIED");
        await AssertAsync(await host.SendAsync(HttpMethod.Delete, location), 204);
        Assert.That(host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task An_upload_that_nobody_goes_on_with_after_a_restart_is_given_up()
    {
        var location = await BeginAsync("restart/stale", BytesOf(300_000));
        host = await host.RestartAsync();
        Assert.That(host.CountLeftovers(), Is.EqualTo(1));
        time.Advance(TimeSpan.FromMinutes(61));
        await host.Services.GetRequiredService<StalePushes>().SweepAsync(default);
        await AssertAsync(await host.SendAsync(HttpMethod.Get, location), 404, "BLOB_UPLOAD_UNKNOWN");
        Assert.That(host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task A_record_that_is_none_harms_nothing()
    {
        var location = await BeginAsync("restart/torn", BytesOf(10));
        foreach (var record in Directory.EnumerateFiles(host.UploadRecords))
            await File.WriteAllTextAsync(record, "{\"Id\":");
        host = await host.RestartAsync();
        await AssertAsync(await host.SendAsync(HttpMethod.Get, location), 404, "BLOB_UPLOAD_UNKNOWN");
        location = await BeginAsync("restart/torn", BytesOf(10));
        host = await host.RestartAsync();
        await AssertAsync(await host.SendAsync(HttpMethod.Get, location), 204);
    }

    [Test]
    public async Task An_upload_whose_bytes_are_lost_begins_anew()
    {
        var bytes = BytesOf(300_000);
        var location = await BeginAsync("restart/lost", bytes);
        host.RemoveLeftovers();
        host = await host.RestartAsync();
        using (var status = await host.SendAsync(HttpMethod.Get, location))
            Assert.That(Header(status, "Range"), Is.EqualTo("0-0"));
        await AssertAsync(await host.SendAsync(HttpMethod.Put, $"{location}?digest={Images.DigestOf(bytes)}", new ByteArrayContent(bytes)), 201);
    }

    private static byte[] BytesOf(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private async Task<string> BeginAsync(string name, byte[] first)
    {
        using var begun = await host.SendAsync(HttpMethod.Post, $"v2/{name}/blobs/uploads/");
        await AssertAsync(begun, 202);
        var location = begun.Headers.Location!.OriginalString;
        if (first.Length > 0)
            await AssertAsync(await host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(first), headers: ("Content-Range", $"0-{first.Length - 1}")), 202);
        return location;
    }
}
