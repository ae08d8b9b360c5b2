using Pulp.Plugins.Container.Models;
using Pulp.Resources;
using Pulp.Signing;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Requires that the signing service of a repository signs manifests.
/// </summary>
internal sealed class SigningServiceRule : IResourceRule
{
    public const string Field = "manifest_signing_service";

    public static string Message(SigningService service) => $"The signing service '{service.Name}' is of the kind '{service.Kind}'; one of the kind '{ManifestSigning.KindName}' is needed.";

    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (SigningServiceOf(resource) is { } id && await session.Resources.GetAsync(id).ConfigureAwait(false) is SigningService { Kind: not ManifestSigning.KindName } service)
            errors.Add(Field, Message(service));
    }

    /// <summary>Gets the signing service of a repository, or null.</summary>
    public static Guid? SigningServiceOf(Resource? resource) => resource switch
    {
        ContainerRepository repository => repository.ManifestSigningService,
        ContainerPushRepository repository => repository.ManifestSigningService,
        _ => null,
    };
}
