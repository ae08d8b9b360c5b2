using System.Text.Json;

namespace Pulp.FunctionalTests.Clients;

/// <summary>
/// A command of a client and the requests it made when it was recorded.
/// </summary>
/// <param name="Command">The command, for people.</param>
/// <param name="Requests">Its requests, in order.</param>
internal sealed record RecordedCommand(string Command, IReadOnlyList<RecordedRequest> Requests)
{
    /// <summary>Reads a recording that is embedded in this assembly.</summary>
    public static IReadOnlyList<RecordedCommand> Read(string name)
    {
        using var stream = typeof(RecordedCommand).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<List<RecordedCommand>>(stream, JsonSerializerOptions.Web)!;
    }
}
