using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Transfer;

/// <summary>
/// Represents a repository that gets what a bundle has for it, in a draft that is seen by nobody before it is complete.
/// </summary>
internal sealed class ImportTarget
{
    public ImportTarget(int index, BundleRepository source, Repository repository, bool isNew)
    {
        Index = index;
        Source = source;
        Repository = repository;
        IsNew = isNew;
    }

    /// <summary>Gets the position in the bundle.</summary>
    public int Index { get; }

    /// <summary>Gets what the bundle says of it.</summary>
    public BundleRepository Source { get; }

    /// <summary>Gets the repository here.</summary>
    public Repository Repository { get; }

    /// <summary>Gets whether this import created it.</summary>
    public bool IsNew { get; }

    /// <summary>Gets or sets the draft.</summary>
    public VersionDraft Draft { get; set; } = null!;

    /// <summary>Gets or sets the new version, when there is one.</summary>
    public RepositoryVersion? Version { get; set; }

    /// <summary>Gets the units that the bundle has.</summary>
    public ContentKeySet Seen { get; } = new();

    /// <summary>Finds where the repositories of a bundle go, as things are now.</summary>
    /// <returns>For each repository of the bundle, in order: the repository here with whether it is to be created, or null when it has no counterpart.</returns>
    /// <exception cref="TransferException">A repository does not fit.</exception>
    public static async ValueTask<IReadOnlyList<(Repository Repository, bool IsNew)?>> FindAsync(
        IStoreSession session, PulpCatalog catalog, BundleManifest manifest, ImportArguments arguments, Guid domainId)
    {
        var found = new List<(Repository Repository, bool IsNew)?>();
        foreach (var source in manifest.Repositories)
        {
            var name = arguments.RepositoryMapping.GetValueOrDefault(source.Name, source.Name);
            var present = await session.Resources.FindAsync(ResourceKind.Repository, domainId, name).ConfigureAwait(false) as Repository;
            if (present is not null)
                RequireFit(catalog, source, present);
            found.Add(present is not null ? (present, false) : arguments.CreateRepositories ? (Create(catalog, source, name, domainId), true) : null);
        }

        if (found.OfType<(Repository Repository, bool)>().GroupBy(target => target.Repository.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TransferException(TransferFailureReason.Refused, $"Two repositories of the bundle would go into '{twice.Key}'. Map them to different ones.");
        return found;
    }

    private static void RequireFit(PulpCatalog catalog, BundleRepository source, Repository repository)
    {
        var type = catalog.TypeOf(repository);
        if (type.Name != source.Type)
            throw new TransferException(TransferFailureReason.Refused, $"The repository '{repository.Name}' is of type '{type.Name}', and '{source.Name}' of the bundle is of type '{source.Type}'. Map it to another one.");
    }

    private static Repository Create(PulpCatalog catalog, BundleRepository source, string name, Guid domainId)
    {
        if (!catalog.TryGetResourceType(ResourceKind.Repository, source.Type, out var type))
            throw new TransferException(TransferFailureReason.Unsupported, $"No plugin here declares repositories of type '{source.Type}'. Add the plugin '{source.Type.Split('.')[0]}'.");
        try
        {
            return PortableFields.Create(type, source.Fields, source.Labels, name) with { DomainId = domainId };
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw TransferException.Damaged($"the fields of the repository '{source.Name}' do not make one", exception);
        }
    }
}
