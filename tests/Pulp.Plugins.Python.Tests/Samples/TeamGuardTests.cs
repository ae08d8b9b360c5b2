using Extensions;
using Pulp.Data;
using Pulp.Testing.Plugins;

namespace Pulp.Plugins.Python.Tests.Samples;

/// <summary>The guard of the sample <c>Extensions</c>, proven as its author would.</summary>
public sealed class TeamGuardTests(PluginLoading loading) : GuardSpecification<TeamScenario>(loading);

/// <summary>Tells what the guard of the sample lets pass.</summary>
public sealed class TeamScenario : GuardScenario
{
    public override IReadOnlyList<string> Headers => ["X-Team", "Authorization"];

    // The plugin is part of the application.
    public override string? PluginsFolder => null;

    public override PulpPlugin CreatePlugin() => new TeamPlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override object DescribeGuard() => new { secret = "open sesame" };

    public override void Admit(HttpRequestMessage request) => request.Headers.Add("X-Team", "open sesame");

    public override IReadOnlyDictionary<string, Action<HttpRequestMessage>> Refused() => new Dictionary<string, Action<HttpRequestMessage>>
    {
        ["another secret"] = request => request.Headers.Add("X-Team", "open barley"),
        ["a longer secret"] = request => request.Headers.Add("X-Team", "open sesame!"),
    };
}
