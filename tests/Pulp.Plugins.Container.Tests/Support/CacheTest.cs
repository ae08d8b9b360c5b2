using Pulp.Access;
using Pulp.Plugins.Container.Models;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Gives each test an upstream registry and a pull-through cache of it; all tests of a class share the server.</summary>
public abstract class CacheTest : RegistryTest
{
    private static int number;

    internal FakeUpstream Upstream { get; private set; } = null!;

    internal FakeRegistry Registry { get; private set; } = null!;

    internal ContainerPullThroughRemote Remote { get; private set; } = null!;

    internal ContainerPullThroughDistribution Cache { get; private set; } = null!;

    /// <summary>Gets the name under which the upstream repository is pulled.</summary>
    internal string Name => $"{Cache.BasePath}/team/app";

    [SetUp]
    public async Task StartUpstream()
    {
        Upstream = await FakeUpstream.StartAsync();
        Registry = new FakeRegistry(Upstream);
        await CreateCacheAsync();
    }

    [TearDown]
    public async Task StopUpstream() => await Upstream.DisposeAsync();

    internal async Task CreateCacheAsync(Func<ContainerPullThroughRemote, ContainerPullThroughRemote>? with = null, bool isPrivate = false)
    {
        var name = $"cache{Interlocked.Increment(ref number)}";
        var remote = new ContainerPullThroughRemote { Name = name, Url = Upstream.Url.ToString(), MaxRetries = 0 };
        Remote = await Host.CreateAsync(with?.Invoke(remote) ?? remote);
        Cache = await Host.CreateAsync(new ContainerPullThroughDistribution { Name = name, BasePath = name, Remote = Remote.Id, Private = isPrivate });
    }

    internal async Task<byte[]> PullAsync(string rest, string? user = "admin")
    {
        using var answer = await Host.GetAsync($"v2/{Name}/{rest}", user);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), System.Text.Encoding.UTF8.GetString(bytes));
        return bytes;
    }

    internal async Task RefuseAsync(string rest, int status, string code, string? user = "admin")
    {
        using var answer = await Host.GetAsync($"v2/{Name}/{rest}", user);
        await AssertAsync(answer, status, code);
    }

    internal async Task<User> CreateUserAsync(string name, params string[] roles)
    {
        var user = await Host.CreateUserAsync(name);
        foreach (var role in roles)
            await Host.GrantAsync(user, role, Cache);
        return user;
    }
}
