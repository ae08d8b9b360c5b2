using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Signatures;
using Pulp.Resources;
using Pulp.Signing;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts signing the images of a repository.
/// </summary>
internal sealed class SignAction(IPulpDatabase database, TaskDispatcher dispatcher, RepositoryImages images) : IResourceAction<RepositorySign, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, RepositorySign document, CancellationToken cancellationToken)
    {
        var repository = context.Resource!;
        var service = await FindServiceAsync(document.ManifestSigningService ?? SigningServiceRule.SigningServiceOf(repository), cancellationToken).ConfigureAwait(false);
        var path = document.FutureBasePath ?? await FindPathAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        if (!RepositoryName.TryParse(path, out var name))
            throw RepositoryImages.Invalid("future_base_path", path is null ? "No distribution serves the repository; say under which base path its images will go." : "It is no repository name.");
        foreach (var tag in document.TagsList ?? [])
        {
            if (!TagName.TryParse(tag, out var parsed) || await images.FindTagAsync(repository.Id, parsed.Text, cancellationToken).ConfigureAwait(false) is null)
                throw RepositoryImages.Invalid("tags_list", $"The tag '{tag}' does not exist in the latest repository version.");
        }

        var request = context.RequestTask(SignImagesTask.Name, $"shared:{context.Type.PrnOf(repository.Id)}");
        var host = new Uri(context.Origin, UriKind.Absolute).Authority;
        return await dispatcher.DispatchAsync<SignImagesTask, SignImages>(request, new SignImages(repository.Id, service.Id, $"{host}/{name}", document.TagsList), cancellationToken).ConfigureAwait(false);
    }

    private async Task<SigningService> FindServiceAsync(Guid? id, CancellationToken cancellationToken)
    {
        if (id is null)
            throw RepositoryImages.Invalid(SigningServiceRule.Field, "The repository has no signing service; name one.");
        var service = await database.ReadAsync(session => session.Resources.GetAsync(id.Value), cancellationToken).ConfigureAwait(false) as SigningService
            ?? throw RepositoryImages.Invalid(SigningServiceRule.Field, "Object does not exist.");
        return service.Kind == ManifestSigning.KindName ? service : throw RepositoryImages.Invalid(SigningServiceRule.Field, SigningServiceRule.Message(service));
    }

    private async Task<string?> FindPathAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        var referring = await database.ReadAsync(session => session.Resources.ReferringAsync(repositoryId), cancellationToken).ConfigureAwait(false);
        return referring.OfType<ContainerDistribution>().FirstOrDefault()?.BasePath;
    }
}
