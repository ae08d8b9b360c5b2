using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Represents the methods of an endpoint.
/// </summary>
internal sealed class EndpointMethods
{
    private EndpointMethods(IReadOnlyList<string> names) => Names = names;

    public IReadOnlyList<string> Names { get; }

    public static EndpointMethods Parse(string methods)
    {
        var names = methods.ToUpperInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (names.Contains(HttpMethods.Get) && !names.Contains(HttpMethods.Head))
            names.Add(HttpMethods.Head);
        return new EndpointMethods(names);
    }

    public static bool IsReading(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    public bool Allow(string method) => Names.Contains(method, StringComparer.OrdinalIgnoreCase);
}
