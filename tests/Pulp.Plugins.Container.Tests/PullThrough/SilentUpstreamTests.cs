using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Time;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.PullThrough;

[TestFixture]
public sealed class SilentUpstreamTests : CacheTest
{
    private readonly ManualTimeProvider clock = new(DateTimeOffset.UtcNow);

    private protected override Task<RegistryHost> StartAsync() => RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(clock));

    [Test]
    public async Task An_upstream_that_is_silent_hides_nothing_and_is_not_waited_for_again_at_once()
    {
        var manifest = Registry.PutImage("latest", "silent", "i1");
        var path = Registry.PathOf("manifests/latest");
        await PullAsync("manifests/latest");
        Upstream.Map(path, new FakeAnswer { Gate = new TaskCompletionSource().Task }, FakeRegistry.Manifest(manifest));

        var pulling = PullAsync("manifests/latest");
        await Upstream.WhenRequestedAsync(path);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(await pulling, Is.EqualTo(manifest));

        var asked = Upstream.CountOf(path);
        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
        Assert.That(Upstream.CountOf(path), Is.EqualTo(asked));

        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
        Assert.That(Upstream.CountOf(path), Is.EqualTo(asked + 1));
    }

    [Test]
    public async Task When_nothing_is_here_a_silent_upstream_is_waited_for_longer_and_is_a_gateway_timeout()
    {
        var path = Registry.PathOf("manifests/latest");
        Upstream.Map(path, new FakeAnswer { Gate = new TaskCompletionSource().Task });
        var pulling = RefuseAsync("manifests/latest", 504, "UNAVAILABLE");
        await Upstream.WhenRequestedAsync(path);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(pulling.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromSeconds(1));
        await pulling;
    }
}
