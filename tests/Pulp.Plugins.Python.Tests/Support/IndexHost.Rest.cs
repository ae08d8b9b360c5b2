using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Plugins.Python.Models;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Tests.Support;

internal sealed partial class IndexHost
{
    private const string Api = "/pulp/api/v3/";

    public static string HrefOf(PythonRepository repository) => $"{Api}repositories/python/python/{repository.Id}/";

    /// <summary>Calls the REST API.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> RestAsync(HttpMethod method, string path, object? body = null, string? user = "admin")
    {
        using var content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body));
        using var answer = await SendAsync(method, path.StartsWith('/') ? path : Api + path, content, user);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Calls the REST API and waits for the task that the answer names.</summary>
    public async Task<PulpTask> TaskAsync(HttpMethod method, string path, object? body = null, string? user = "admin")
    {
        var (status, answer) = await RestAsync(method, path, body, user);
        Assert.That(status, Is.EqualTo(HttpStatusCode.Accepted), answer?.ToJsonString());
        return await Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(((string)answer!["task"]!).Split('/', StringSplitOptions.RemoveEmptyEntries)[^1]));
    }

    public async Task<User> CreateUserAsync(string name, params string[] roles)
    {
        var user = await base.CreateUserAsync(name);
        foreach (var role in roles)
            await GrantAsync(user, role);
        return user;
    }
}
