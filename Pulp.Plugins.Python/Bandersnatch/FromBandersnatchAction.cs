using System.Text;
using Pulp.Plugins.Python.Models;
using Pulp.Resources;

namespace Pulp.Plugins.Python.Bandersnatch;

/// <summary>
/// Creates a remote from bandersnatch's configuration.
/// </summary>
internal sealed class FromBandersnatchAction : IResourceAction<PythonBanderRemote, PythonRemote>
{
    public Task<PythonRemote> RunAsync(ResourceActionContext context, PythonBanderRemote document, CancellationToken cancellationToken) =>
        Task.FromResult(BandersnatchSettings.ToRemote(document.Name, Encoding.UTF8.GetString(document.Config)) with { Policy = document.Policy });
}
