using Pulp.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Contents;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Finds the objects that the fields of a request name: they must be of the kind the field takes, exist, and be visible to the caller.
/// </summary>
internal sealed class ReferenceResolver
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly IAccessEvaluator evaluator;
    private readonly ContentReferences contents;

    public ReferenceResolver(IPulpDatabase database, PulpCatalog catalog, IAccessEvaluator evaluator, ContentReferences contents)
    {
        this.contents = contents;
        this.database = database;
        this.catalog = catalog;
        this.evaluator = evaluator;
    }

    /// <summary>Resolves fields of a body.</summary>
    /// <param name="call">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="fields">The fields that name objects, each with what it takes.</param>
    /// <returns>The identifiers by field; a field that is absent or null has none.</returns>
    /// <exception cref="RequestRefusedException">A field names what it cannot.</exception>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Guid>>> ResolveAsync(ApiCall call, RequestBody body, IEnumerable<(string Field, ReferenceTarget Target)> fields)
    {
        var errors = new FieldErrors();
        var resolved = new Dictionary<string, IReadOnlyList<Guid>>(StringComparer.Ordinal);
        foreach (var (field, target) in fields)
        {
            IReadOnlyList<ObjectReference> references = body.Get(field) switch
            {
                ObjectReference single => [single],
                ReferenceList list => list.Items,
                _ => [],
            };
            if (references.Count == 0 && body.Get(field) is not ReferenceList)
                continue;
            if (target == ReferenceTarget.Content)
            {
                resolved[field] = [.. await contents.ResolveAsync(call, field, new ReferenceList(references, IsAll: false)).ConfigureAwait(false)];
                continue;
            }

            var ids = new List<Guid>(references.Count);
            foreach (var reference in references)
            {
                if (!Fits(reference, target))
                    errors.Add(field, $"Invalid hyperlink - it does not name a {Describe(target)}.");
                else if (await FindAsync(call, reference).ConfigureAwait(false) is { } id)
                    ids.Add(id);
                else
                    errors.Add(field, "Invalid hyperlink - Object does not exist.");
            }

            resolved[field] = ids;
        }

        return errors.IsEmpty ? resolved : throw RequestRefusedException.Invalid(errors);
    }

    /// <summary>Gets a resource the caller may see, or null.</summary>
    public async Task<Resource?> FindResourceAsync(ApiCall call, Guid id)
    {
        var resource = await database.ReadAsync(session => session.Resources.GetAsync(id), call.Cancellation).ConfigureAwait(false);
        return resource is not null && resource.DomainId == call.DomainId && await MaySeeAsync(call, resource).ConfigureAwait(false) ? resource : null;
    }

    /// <summary>Gets a version of a repository the caller may see, or null.</summary>
    public async Task<(RepositoryVersion Version, Repository Repository)?> FindVersionAsync(ApiCall call, ObjectReference.OfVersion reference)
    {
        var (version, repository) = await database.ReadAsync(
            async session =>
            {
                var found = reference.Id is { } id
                    ? await session.Versions.GetAsync(id).ConfigureAwait(false)
                    : await session.Versions.FindAsync(reference.RepositoryId, reference.Number).ConfigureAwait(false);
                return (found, found is null ? null : await session.Resources.GetAsync(found.RepositoryId).ConfigureAwait(false) as Repository);
            },
            call.Cancellation).ConfigureAwait(false);
        return version is not null && repository is not null && repository.DomainId == call.DomainId
            && (reference.RepositoryType is null || reference.RepositoryType.ClrType == repository.GetType())
            && await MaySeeAsync(call, repository).ConfigureAwait(false)
                ? (version, repository)
                : null;
    }

    private async Task<Guid?> FindAsync(ApiCall call, ObjectReference reference)
    {
        switch (reference)
        {
            case ObjectReference.OfVersion version:
                return (await FindVersionAsync(call, version).ConfigureAwait(false))?.Version.Id;
            case ObjectReference.OfResource named:
                return await FindResourceAsync(call, named.Id).ConfigureAwait(false) is { } resource && resource.GetType() == named.Type.ClrType ? resource.Id : null;
            default:
                return null;
        }
    }

    private ValueTask<bool> MaySeeAsync(ApiCall call, Resource resource)
    {
        if (resource is Repository { UserHidden: true })
            return ValueTask.FromResult(false);
        var type = catalog.ResourceTypeOf(resource);
        return evaluator.IsAllowedAsync(call.Caller, type.Permission("view"), type.PrnOf(resource.Id), call.Cancellation);
    }

    private static bool Fits(ObjectReference reference, ReferenceTarget target) => reference switch
    {
        ObjectReference.OfVersion => target == ReferenceTarget.RepositoryVersion,
        ObjectReference.OfResource resource => target == resource.Type.Kind switch
        {
            ResourceKind.Remote => ReferenceTarget.Remote,
            ResourceKind.Repository => ReferenceTarget.Repository,
            ResourceKind.Distribution => ReferenceTarget.Distribution,
            ResourceKind.Publication => ReferenceTarget.Publication,
            ResourceKind.ContentGuard => ReferenceTarget.ContentGuard,
            ResourceKind.SigningService => ReferenceTarget.SigningService,
            ResourceKind.Exporter => ReferenceTarget.Exporter,
            ResourceKind.Export => ReferenceTarget.Export,
            ResourceKind.Importer => ReferenceTarget.Importer,
            _ => ReferenceTarget.Custom,
        },
        _ => false,
    };

    private static string Describe(ReferenceTarget target) => target switch
    {
        ReferenceTarget.RepositoryVersion => "repository version",
        ReferenceTarget.ContentGuard => "content guard",
        ReferenceTarget.SigningService => "signing service",
        ReferenceTarget.Custom => "fitting object",
        _ => target.ToString().ToLowerInvariant(),
    };
}
