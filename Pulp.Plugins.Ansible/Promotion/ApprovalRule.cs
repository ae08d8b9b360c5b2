using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Promotion;

/// <summary>
/// Requires that what a repository says of approval can be done: other repositories of collections, of which none has collections approved in turn, and a service that signs collections.
/// </summary>
internal sealed class ApprovalRule : IResourceRule
{
    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not AnsibleRepository repository)
            return;
        await CheckAsync(session, repository, "staging_repository", repository.StagingRepository, errors).ConfigureAwait(false);
        await CheckAsync(session, repository, "rejected_repository", repository.RejectedRepository, errors).ConfigureAwait(false);
        if (repository.StagingRepository is { } staging)
            await CheckChainAsync(session, repository, staging, errors).ConfigureAwait(false);
        if (repository.ApprovalSigningService is { } service && await SigningServiceCheck.ProblemAsync(session, service).ConfigureAwait(false) is { } problem)
            errors.Add("approval_signing_service", problem);
    }

    private static async ValueTask CheckChainAsync(IStoreSession session, AnsibleRepository repository, Guid staging, FieldErrors errors)
    {
        if (staging == repository.RejectedRepository)
            errors.Add("rejected_repository", "It must be another repository than the staging repository.");
        if (repository.Id != Guid.Empty && (await session.Resources.ReferringAsync(repository.Id).ConfigureAwait(false)).OfType<AnsibleRepository>().Any())
            errors.Add("staging_repository", "This repository is a staging repository, or one for rejected collections, itself.");
    }

    private static async ValueTask CheckAsync(IStoreSession session, AnsibleRepository repository, string field, Guid? id, FieldErrors errors)
    {
        if (id is not { } other)
            return;
        if (other == repository.Id)
            errors.Add(field, "It must be another repository.");
        else if (await session.Resources.GetAsync(other).ConfigureAwait(false) is not AnsibleRepository named)
            errors.Add(field, "It is no repository of Ansible collections.");
        else if (named.StagingRepository is not null)
            errors.Add(field, "That repository has a staging repository itself.");
        else if (named.DomainId != repository.DomainId)
            errors.Add(field, "It must be in the same domain.");
    }
}
