using System.Globalization;
using NUnit.Framework;
using Pulp.Testing.Upstream;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Gives the specifications of a plugin a running server with it, once for each way of loading it, and an upstream for each test.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
[TestFixture(PluginLoading.Referenced)]
[TestFixture(PluginLoading.Folder)]
public abstract class ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    private readonly PluginLoading loading;
    private int names;
    private int units;

    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected ScenarioSpecification(PluginLoading loading) => this.loading = loading;

    /// <summary>Gets the scenario.</summary>
    protected TScenario Scenario { get; } = new();

    /// <summary>Gets the upstream of the test, which offers nothing yet.</summary>
    protected FakeUpstream Upstream { get; private set; } = null!;

    private protected PluginServer Server { get; private set; } = null!;

    /// <summary>Starts the server.</summary>
    /// <returns>A task.</returns>
    [OneTimeSetUp]
    public async Task StartServerAsync() => Server = await PluginServer.StartAsync(Scenario, loading);

    /// <summary>Stops the server.</summary>
    /// <returns>A task.</returns>
    [OneTimeTearDown]
    public async Task StopServerAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }

    /// <summary>Skips a test that the scenario says is about something the plugin lacks, and starts an upstream for the others.</summary>
    /// <returns>A task.</returns>
    [SetUp]
    public async Task StartUpstreamAsync()
    {
        if (Scenario.Lacks(Specification(), TestContext.CurrentContext.Test.MethodName) is { } reason)
            Assert.Ignore(reason);
        Upstream = await FakeUpstream.StartAsync();
    }

    /// <summary>Stops the upstream.</summary>
    /// <returns>A task.</returns>
    [TearDown]
    public async Task StopUpstreamAsync()
    {
        if (Upstream is not null)
            await Upstream.DisposeAsync();
    }

    /// <summary>Stops the server and starts it again on the same folder.</summary>
    private protected async Task RestartServerAsync() => Server = await Server.RestartAsync();

    /// <summary>Starts one more server with the plugin, loaded the same way, on a folder of its own. The caller disposes it.</summary>
    private protected Task<PluginServer> StartOtherServerAsync() => PluginServer.StartAsync(Scenario, loading);

    private protected bool Covers(Type specification) => Scenario.Lacks(specification) is null;

    private protected string NewName() => string.Create(CultureInfo.InvariantCulture, $"name{++names}");

    private protected PluginUnit NewUnit()
    {
        var number = ++units;
        var bytes = Scenario.CreateFile(number);
        Assert.That(bytes, Has.Length.AtLeast(16), $"{nameof(PluginScenario.CreateFile)}({number})");
        return new PluginUnit(number, Scenario.PathOf(number), bytes);
    }

    private protected PluginUnit[] NewUnits(int count) => [.. Enumerable.Range(0, count).Select(_ => NewUnit())];

    /// <summary>Makes a repository with a remote of the test's upstream and a distribution.</summary>
    private protected Task<ServedRepository> ServeAsync(string policy = "immediate", object? remote = null) =>
        ServedRepository.CreateAsync(() => Server, Scenario, NewName(), Covers(typeof(SyncSpecification<>)) ? Upstream : null, policy, remote);

    /// <summary>Makes a repository that holds units, and distributes it: by a sync, or by uploads when the plugin does not sync.</summary>
    private protected async Task<ServedRepository> ServeAsync(params PluginUnit[] held)
    {
        var served = await ServeAsync();
        await AddAsync(served, held);
        return served;
    }

    /// <summary>Adds units to a repository, to whatever it holds.</summary>
    private protected async Task AddAsync(ServedRepository served, params PluginUnit[] added)
    {
        if (served.Remote is not null)
        {
            Scenario.Offer(Upstream, added);
            await served.SyncAsync();
            return;
        }

        foreach (var unit in added)
            await served.UploadAsync(unit);
    }

    private Type Specification()
    {
        var type = GetType().BaseType!;
        while (!type.IsGenericType || type.Assembly != typeof(PluginScenario).Assembly)
            type = type.BaseType!;
        return type.GetGenericTypeDefinition();
    }
}
