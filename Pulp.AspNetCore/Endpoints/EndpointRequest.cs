using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.Domains;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Represents a request to a plugin's endpoint, whose caller is known and allowed.
/// </summary>
public class EndpointRequest
{
    private readonly EndpointServices services;
    private readonly PluginEndpoints owner;

    internal EndpointRequest(HttpContext http, PluginEndpoints owner, EndpointServices services)
    {
        Http = http;
        this.owner = owner;
        this.services = services;
        // Kept, because what is built for later requests may be built on when this one is over.
        Origin = RequestOrigin.Of(http.Request, services.Origin);
    }

    /// <summary>Gets the request and its answer.</summary>
    public HttpContext Http { get; }

    /// <summary>Gets who sent the request.</summary>
    public Caller Caller => Http.Features.Get<ICallerFeature>()?.Caller ?? Caller.Anonymous;

    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; } = Domain.DefaultId;

    /// <summary>Gets the address clients reach the server by, without a slash at the end: the setting, or else that of this request.</summary>
    public string Origin { get; }

    /// <summary>Gets the token that ends when the client goes away.</summary>
    public CancellationToken Cancellation => Http.RequestAborted;

    private protected EndpointServices Services => services;

    /// <summary>Gets a parameter of the path, decoded except for <c>%2F</c>.</summary>
    /// <param name="name">Its name in the pattern or template.</param>
    /// <returns>The value; empty when the pattern has no such parameter.</returns>
    public virtual string this[string name] => Http.GetRouteValue(name)?.ToString() ?? "";

    /// <summary>Asks whether the caller has a permission.</summary>
    /// <param name="permission">For example <c>container.push_containerdistribution</c>.</param>
    /// <param name="objectPrn">The object; null asks for the permission on everything.</param>
    /// <returns>Whether the caller has it.</returns>
    public ValueTask<bool> IsAllowedAsync(string permission, string? objectPrn) => services.Access.IsAllowedAsync(Caller, permission, objectPrn, Cancellation);

    /// <summary>Answers that the caller is not allowed: must log in first, or may not with this login. In the form of <see cref="PluginEndpoints.RefuseAsync"/>.</summary>
    /// <param name="reason">The reason in words for the user; null for the usual one.</param>
    /// <returns>A task that completes when the answer is written.</returns>
    public Task RefuseAsync(string? reason = null) => RefuseAsync(Caller.IsAnonymous
        ? Refusal.Login(Http.Features.Get<ICallerFeature>())
        : new Refusal(RefusalKind.Forbidden, reason ?? "You do not have permission to perform this action."));

    internal Task RefuseAsync(Refusal refusal) => owner.RefuseAsync(Http, refusal);
}
