using System.Net;
using System.Net.Sockets;
using Pulp.Downloads;
using Pulp.Testing.Time;

namespace Pulp.Core.Tests.Downloads;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HappyEyeballsTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly FakeNetwork network = new();

    // N10: an IPv6 black hole.
    [Test]
    public async Task A_silent_address_is_overtaken_by_the_next_after_a_quarter_second()
    {
        network.Dial = (endpoint, token) => endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? SilenceAsync(token) : Task.FromResult<Stream>(new MemoryStream([4]));

        var stream = await ConnectAsync("2001:db8::1", "192.0.2.1");

        Assert.That(stream.ReadByte(), Is.EqualTo(4));
        Assert.That(clock.Elapsed, Is.EqualTo(TimeSpan.FromMilliseconds(250)));
    }

    [Test]
    public async Task A_refused_address_is_followed_by_the_next_at_once()
    {
        network.Dial = (endpoint, _) => endpoint.Address.Equals(IPAddress.Parse("192.0.2.3")) ? Task.FromResult(Stream.Null) : Refused();

        await ConnectAsync("192.0.2.1", "192.0.2.2", "192.0.2.3");

        Assert.That(network.Dialed, Has.Count.EqualTo(3));
        Assert.That(clock.Elapsed, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Families_alternate()
    {
        network.Dial = (_, _) => Refused();

        var work = ConnectAsync("2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2");

        Assert.That(async () => await work, Throws.InstanceOf<SocketException>());
        Assert.That(network.Dialed.Select(endpoint => endpoint.Address.ToString()), Is.EqualTo(new[] { "2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2" }));
    }

    [Test]
    public async Task The_losers_connection_is_closed()
    {
        var late = new TaskCompletionSource<Stream>();
        network.Dial = (endpoint, _) => endpoint.Address.Equals(IPAddress.Parse("192.0.2.1")) ? late.Task : Task.FromResult(Stream.Null);
        await ConnectAsync("192.0.2.1", "192.0.2.2");
        var closed = new TaskCompletionSource();

        late.SetResult(new ClosingStream(closed.SetResult));

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task<Stream> ConnectAsync(params string[] addresses)
    {
        var work = HappyEyeballs.ConnectAsync(network, [.. addresses.Select(IPAddress.Parse)], 80, clock, CancellationToken.None);
        await clock.AdvanceUntilAsync(work, TimeSpan.FromMinutes(1));
        return await work;
    }

    private static async Task<Stream> SilenceAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Stream.Null;
    }

    private static Task<Stream> Refused() => Task.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused));

    private sealed class ClosingStream(Action onClose) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            onClose();
        }
    }
}
