using Pulp.Plugins;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>
/// Knows this server as clients see it: it serves the API and content and runs tasks, all in one process.
/// </summary>
internal sealed class ServerIdentity
{
    /// <summary>The version of Pulp 3 whose API is offered; clients choose by it what they may ask for.</summary>
    public const string ApiVersion = "3.85.0";

    private readonly TimeProvider time;

    public ServerIdentity(IEnumerable<RegisteredPlugin> plugins, TimeProvider time)
    {
        this.time = time;
        Started = time.GetUtcNow();
        Id = Guid.CreateVersion7(Started);
        Name = $"{Environment.ProcessId}@{Environment.MachineName}";
        Components =
        [
            Own("core"),
            .. plugins.Select(ServerComponent.Of)
                // A plugin in Pulp, part of the core here.
                .Append(Own("certguard"))
                .OrderBy(component => component.Label, StringComparer.Ordinal),
        ];
    }

    public Guid Id { get; }

    public string Name { get; }

    public DateTimeOffset Started { get; }

    /// <summary>Gets the time of the last sign of life: this process asks itself, so it is now.</summary>
    public DateTimeOffset Heartbeat => time.GetUtcNow();

    public IReadOnlyList<ServerComponent> Components { get; }

    private static ServerComponent Own(string label) => new(label, ApiVersion, "Pulp.Core");
}
