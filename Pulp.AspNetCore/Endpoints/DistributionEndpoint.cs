using Pulp.AspNetCore.Access;
using Pulp.Distributions;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Represents a declared endpoint of distributions.
/// </summary>
public sealed class DistributionEndpoint
{
    private readonly EndpointTemplate? template;

    internal DistributionEndpoint(PluginEndpoints owner, EndpointMethods methods, EndpointTemplate? template, EndpointPermission permission, Func<DistributionRequest, Task> handler)
    {
        Owner = owner;
        Methods = methods;
        this.template = template;
        Permission = permission;
        Handler = handler;
    }

    internal PluginEndpoints Owner { get; }

    internal EndpointMethods Methods { get; }

    internal EndpointTemplate Template => template ?? throw new InvalidOperationException("The endpoint has a path of its own, in which no base path stands.");

    internal EndpointPermission Permission { get; }

    internal Func<DistributionRequest, Task> Handler { get; }

    internal List<Type> ExactTypes { get; } = [];

    internal List<Type> PrefixTypes { get; } = [];

    internal bool TakesAbsent { get; private set; }

    internal bool IsGuarded { get; private set; } = true;

    internal bool ChecksCredentials { get; private set; }

    /// <summary>Takes the base path of a further distribution type as well.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>This endpoint.</returns>
    public DistributionEndpoint OrExactly<T>()
        where T : Distribution
    {
        ExactTypes.Add(typeof(T));
        return this;
    }

    /// <summary>Takes also a named path that begins with the base path of a distribution, whose pull-through is given the rest of it.</summary>
    /// <typeparam name="T">The distribution's type.</typeparam>
    /// <returns>This endpoint.</returns>
    public DistributionEndpoint OrBelow<T>()
        where T : Distribution
    {
        PrefixTypes.Add(typeof(T));
        return this;
    }

    /// <summary>Takes also a named path for which there is no distribution, so that the plugin can create one.</summary>
    /// <returns>This endpoint.</returns>
    public DistributionEndpoint OrAbsent()
    {
        TakesAbsent = true;
        return this;
    }

    /// <summary>Leaves the distribution's content guard aside, and the setting that reading needs a login, because the protocol decides by itself who may read.</summary>
    /// <returns>This endpoint.</returns>
    public DistributionEndpoint WithoutGuard()
    {
        IsGuarded = false;
        return this;
    }

    /// <summary>
    /// Tells that the endpoint refuses wrong credentials even where none are needed. A request with credentials then always gets to the endpoint; without this, what
    /// everyone may read is answered from memory whatever the request's credentials are.
    /// </summary>
    /// <returns>This endpoint.</returns>
    public DistributionEndpoint CheckingCredentials()
    {
        ChecksCredentials = true;
        return this;
    }

    internal static Func<Distribution, bool> OfTypes(IReadOnlyList<Type> types) => distribution =>
    {
        foreach (var type in types)
        {
            if (type.IsInstanceOfType(distribution))
                return true;
        }

        return false;
    };
}
