using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Signs collection versions of a repository, and adds the signatures in one version. What the key signed already is not signed again.
/// </summary>
internal sealed class SignCollectionsTask(RepositoryCollections collections, CollectionSigning signing, CollectionAdditions additions) : ITaskHandler<SignCollections>
{
    public const string TaskName = "ansible.sign_collections";
    private const int MaximumExamples = 100;

    public async Task<object?> RunAsync(TaskContext context, SignCollections arguments, CancellationToken cancellationToken)
    {
        var service = await signing.ServiceAsync(arguments.ServiceId, cancellationToken).ConfigureAwait(false);
        var (version, units) = await collections.FindAsync(arguments.RepositoryId, arguments.Units, "content_units", cancellationToken).ConfigureAwait(false);
        var unsigned = await signing.UnsignedAsync(version, units, service, cancellationToken).ConfigureAwait(false);

        // Of a mirror on demand all would be all that is upstream: what was named is fetched, and of everything what is here is signed.
        var (made, leftOut) = await signing.SignAsync(service, unsigned, fetches: arguments.Units is not null, context, cancellationToken).ConfigureAwait(false);
        if (arguments.Units is not null)
            CollectionSigning.RequireAll(leftOut);
        if (made.Count > 0)
            await additions.AddAsync(context, arguments.RepositoryId, [.. made.Select(pair => (pair.Of, (Content)pair.Signature))], cancellationToken).ConfigureAwait(false);
        if (leftOut.Count > 0)
            context.BeginProgress("Leaving out collections whose files are not here", "signing.left_out", leftOut.Count).Increment(leftOut.Count);
        return new SignCollectionsResult(made.Count, leftOut.Count, [.. leftOut.Take(MaximumExamples)]);
    }
}
