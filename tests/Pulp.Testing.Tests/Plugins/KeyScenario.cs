using Fixtures.Keys;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Testing.Plugins;

namespace Pulp.Testing.Tests.Plugins;

public sealed class KeyScenario : GuardScenario
{
    public override IReadOnlyList<string> Headers => ["X-Key", "Authorization"];

    public override PulpPlugin CreatePlugin() => new KeysPlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override object DescribeGuard() => new { key = "open sesame" };

    public override void Admit(HttpRequestMessage request) => request.Headers.Add("X-Key", "open sesame");

    public override IReadOnlyDictionary<string, Action<HttpRequestMessage>> Refused() => new Dictionary<string, Action<HttpRequestMessage>>
    {
        ["another key"] = request => request.Headers.Add("X-Key", "open barley"),
        ["a longer key"] = request => request.Headers.Add("X-Key", "open sesame!"),
    };
}
