using Pulp.Resources;

namespace Fixtures.Misbehaving;

public sealed class GadgetAction : IResourceAction<NoDocument, GadgetRepository>
{
    public Task<GadgetRepository> RunAsync(ResourceActionContext context, NoDocument document, CancellationToken cancellationToken) =>
        Task.FromResult((GadgetRepository)context.Resource!);
}
