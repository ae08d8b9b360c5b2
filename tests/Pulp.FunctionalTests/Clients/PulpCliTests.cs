using System.Text;
using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Clients;

/// <summary>
/// Sends what pulp-cli, the command line of Pulp 3, sends: recorded once from the real client, in the order of a small story.
/// </summary>
internal sealed class PulpCliTests
{
    private readonly Dictionary<string, string> kept = new(StringComparer.Ordinal);

    [Test]
    public async Task Every_request_of_the_client_gets_the_answer_it_expects()
    {
        await using var host = await PulpProcess.StartAsync();
        var commands = RecordedCommand.Read("pulp-cli.json");
        foreach (var command in commands)
        {
            foreach (var request in command.Requests)
            {
                if (await ReplayAsync(host.Api, request) is { } difference)
                    Assert.Fail($"{command.Command}\n{request.Method} {Fill(request.Path)}\n{difference}");
            }
        }

        Assert.That(commands, Has.Count.GreaterThan(35));
    }

    private async Task<string?> ReplayAsync(PulpApi api, RecordedRequest recorded)
    {
        var path = Fill(recorded.Path);
        if (recorded.Expect?["state"] is not null)
            await api.WaitAsync(path);
        using var request = new HttpRequestMessage(new HttpMethod(recorded.Method), path) { Content = Content(recorded) };
        using var response = await api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != recorded.Status)
            return $"{recorded.Status} expected, got {(int)response.StatusCode}: {text}";
        var answer = text.Length == 0 ? null : JsonNode.Parse(text);
        foreach (var (field, value) in recorded.Expect ?? [])
        {
            if (!JsonNode.DeepEquals(answer?[field], value))
                return $"{field} {value} expected, got {answer?[field]} in {text}";
        }

        foreach (var (name, pointer) in recorded.Keep)
            kept[name] = Find(answer!, pointer).TrimEnd('/').Split('/')[^1];
        return null;
    }

    private ByteArrayContent? Content(RecordedRequest recorded)
    {
        if (recorded.Type is null)
            return null;
        var content = new ByteArrayContent(recorded.Bytes ?? Encoding.UTF8.GetBytes(Fill(recorded.Body ?? "")));
        content.Headers.TryAddWithoutValidation("Content-Type", recorded.Type);
        if (recorded.Range is not null)
            content.Headers.TryAddWithoutValidation("Content-Range", recorded.Range);
        return content;
    }

    private string Fill(string text) => kept.Aggregate(text, (filled, pair) => filled.Replace($"{{{pair.Key}}}", pair.Value, StringComparison.Ordinal));

    private static string Find(JsonNode answer, string pointer) => pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(answer, (node, part) => node is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!).GetValue<string>();
}
