using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Serving;
using Pulp.Distributions;
using Pulp.Domains;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Runs plugins' endpoints: finds the distribution, asks its guard and for the permission, and answers what goes wrong.
/// </summary>
internal sealed class EndpointDispatcher
{
    private readonly DistributionTable distributions;
    private readonly ReadGate gate;
    private readonly EndpointServices services;
    private readonly FailureGuard failures;

    public EndpointDispatcher(DistributionTable distributions, ReadGate gate, EndpointServices services, FailureGuard failures)
    {
        this.distributions = distributions;
        this.gate = gate;
        this.services = services;
        this.failures = failures;
    }

    public Task InvokeAsync(HttpContext context, EndpointTable table)
    {
        var path = context.Request.Path.Value![(table.Prefix.Length - 1)..];
        if (path.Length == 0)
            return TextAnswer.WriteAsync(context, StatusCodes.Status404NotFound);
        path = path[1..];
        if (path.AsSpan().ContainsAnyInRange('\0', '\x1f') || path.Contains('\x7f'))
            return RefuseAsync(context, table.OwnerOf(path), new Refusal(RefusalKind.Malformed));
        var generation = distributions.Generation;
        var method = context.Request.Method;
        var (choice, fitting) = table.Find(Domain.DefaultId, method, path);
        if (choice is not null)
            return RunAsync(context, choice, generation);
        if (fitting.Count > 0)
            return RefuseMethodAsync(context, fitting[0].Endpoint.Owner, fitting.Select(other => other.Endpoint.Methods));
        if (EndpointMethods.IsReading(method) && !path.EndsWith('/') && table.Find(Domain.DefaultId, method, path + "/").Choice is { Match: not DistributionMatch.Absent })
            return TextAnswer.AddSlashAsync(context);
        return RefuseAsync(context, table.OwnerOf(path), new Refusal(RefusalKind.NotFound));
    }

    /// <summary>Refuses a request to a path that a plugin has with other methods.</summary>
    public static Task RefuseMethodAsync(HttpContext context, PluginEndpoints owner, IEnumerable<EndpointMethods> methods)
    {
        var allow = string.Join(", ", methods.SelectMany(method => method.Names).Distinct(StringComparer.Ordinal));
        return RefuseAsync(context, owner, new Refusal(RefusalKind.MethodNotAllowed) { Allow = allow });
    }

    public async Task InvokeAsync(HttpContext context, ServerEndpoint endpoint)
    {
        if (endpoint.At is var (at, basePath))
        {
            await InvokeAsync(context, at, basePath).ConfigureAwait(false);
            return;
        }

        await RecognizeAsync(context, endpoint.Owner).ConfigureAwait(false);
        var request = new EndpointRequest(context, endpoint.Owner, services);
        if (await IsRefusedAsync(request, endpoint.Permission, objectPrn: null).ConfigureAwait(false))
            await request.RefuseAsync().ConfigureAwait(false);
        else
            await failures.RunAsync(context, () => endpoint.Handler(request)).ConfigureAwait(false);
    }

    private Task InvokeAsync(HttpContext context, DistributionEndpoint endpoint, string basePath)
    {
        var generation = distributions.Generation;
        if (!distributions.TryGet(Domain.DefaultId, basePath, out var found) || !DistributionEndpoint.OfTypes(endpoint.ExactTypes)(found))
            return RefuseAsync(context, endpoint.Owner, new Refusal(RefusalKind.NotFound, $"There is no distribution at the base path '{basePath}', which is to answer where none is named."));
        var values = context.Request.RouteValues.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal);
        return RunAsync(context, new EndpointChoice(endpoint, DistributionMatch.Exact, found, basePath, values), generation);
    }

    private static Task RefuseAsync(HttpContext context, PluginEndpoints? owner, Refusal refusal) =>
        owner?.RefuseAsync(context, refusal) ?? TextAnswer.WriteAsync(context, refusal.StatusCode);

    private async Task RunAsync(HttpContext context, EndpointChoice choice, long generation)
    {
        await RecognizeAsync(context, choice.Endpoint.Owner).ConfigureAwait(false);
        var request = new DistributionRequest(context, choice, generation, services);
        var distribution = choice.Distribution;
        if (distribution is not null && choice.Endpoint.IsGuarded && EndpointMethods.IsReading(context.Request.Method)
            && await gate.CheckAsync(context, distribution, isEndpoint: true).ConfigureAwait(false) is { } refusal)
            await request.RefuseAsync(refusal).ConfigureAwait(false);
        else if (await IsRefusedAsync(request, choice.Endpoint.Permission, distribution is null ? null : services.PrnOf(distribution)).ConfigureAwait(false))
            await request.RefuseAsync().ConfigureAwait(false);
        else
            await failures.RunAsync(context, () => choice.Endpoint.Handler(request)).ConfigureAwait(false);
    }

    private static async ValueTask RecognizeAsync(HttpContext context, PluginEndpoints owner)
    {
        if (context.Features.Get<ICallerFeature>() is { Refusal.StatusCode: StatusCodes.Status401Unauthorized }
            && await owner.LoginAsync(context).ConfigureAwait(false) is { } outcome)
            CallerFeature.Note(context, outcome);
    }

    private static async ValueTask<bool> IsRefusedAsync(EndpointRequest request, EndpointPermission permission, string? objectPrn) => permission.Scope switch
    {
        PermissionScope.Public or PermissionScope.List => false,
        PermissionScope.LoginOnly => request.Caller.IsAnonymous,
        PermissionScope.Object => !await request.IsAllowedAsync(permission.Permission!, objectPrn).ConfigureAwait(false),
        _ => !await request.IsAllowedAsync(permission.Permission!, null).ConfigureAwait(false),
    };
}
