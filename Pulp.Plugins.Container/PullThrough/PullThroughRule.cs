using Pulp.Plugins.Container.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Requires that a distribution with a remote can do what the remote is for.
/// </summary>
internal sealed class PullThroughRule : IResourceRule
{
    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        switch (resource)
        {
            case ContainerPullThroughRemote { TokenServer: not null } remote when remote.GetTokenServer() is not { Scheme: "https" }:
                errors.Add("token_server", "It must be an https address, for example https://auth.example/.");
                break;
            case ContainerPullThroughDistribution { Remote: null }:
                // A remote that was deleted leaves the distribution without one, which may be changed all the same.
                if (previous is not ContainerPullThroughDistribution { Remote: null })
                    errors.Add("remote", "This field is required.");
                break;
            case ContainerPullThroughDistribution { Remote: { } id }:
                if (await session.Resources.GetAsync(id).ConfigureAwait(false) is not (null or ContainerPullThroughRemote))
                    errors.Add("remote", "A pull-through distribution takes a pull-through remote.");
                break;
            case ContainerDistribution { Remote: { } id } distribution:
                if (await session.Resources.GetAsync(id).ConfigureAwait(false) is not (null or ContainerRemote))
                    errors.Add("remote", "A distribution of one repository takes a remote of one repository, no pull-through remote.");
                // A repository that was deleted leaves the distribution without one, which may be changed all the same.
                if (distribution.Repository is null && previous is ContainerDistribution { Repository: null, Remote: not null })
                    break;
                if (distribution.Repository is not { } repository || await session.Resources.GetAsync(repository).ConfigureAwait(false) is not ContainerRepository)
                    errors.Add("repository", "A distribution with a remote needs a repository in which what is pulled is kept.");
                break;
        }
    }
}
