using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.AspNetCore.Serving;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Serving;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Holds what requests to plugins' endpoints need of the host.
/// </summary>
internal sealed class EndpointServices
{
    private readonly PulpCatalog catalog;

    public EndpointServices(PulpCatalog catalog, IAccessEvaluator access, ServedSources sources, ReadyAnswers ready, ContentAnswers answers, IOptions<PulpOptions> options)
    {
        this.catalog = catalog;
        Access = access;
        Sources = sources;
        Ready = ready;
        Answers = answers;
        Origin = options.Value.ContentOrigin?.TrimEnd('/');
    }

    public IAccessEvaluator Access { get; }

    public ServedSources Sources { get; }

    public ReadyAnswers Ready { get; }

    public ContentAnswers Answers { get; }

    /// <summary>Gets the server's address if a setting states it.</summary>
    public string? Origin { get; }

    public string PrnOf(Distribution distribution) => catalog.ResourceTypeOf(distribution).PrnOf(distribution.Id);
}
