using Pulp.Resources;
using Pulp.Signing;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Knows which signing services sign collections: those that make detached signatures.
/// </summary>
internal static class SigningServiceCheck
{
    /// <summary>Finds what is wrong with a service for collections.</summary>
    /// <returns>The reason in words; null when it can be used.</returns>
    public static async ValueTask<string?> ProblemAsync(IStoreSession session, Guid id) => await session.Resources.GetAsync(id).ConfigureAwait(false) switch
    {
        SigningService { Kind: DetachedSigning.KindName } => null,
        SigningService service => $"The signing service '{service.Name}' is of the kind '{service.Kind}'; one of the kind '{DetachedSigning.KindName}' is needed.",
        _ => "Object does not exist.",
    };
}
