using Pulp.Resources;
using Pulp.Transfer;

namespace Pulp.Publications;

/// <summary>
/// Collects what a plugin says of one publication type.
/// </summary>
public sealed class PublicationTypeBuilder
{
    internal Type? Publisher { get; private set; }

    internal Type? Pages { get; private set; }

    internal List<string> WithoutProperties { get; } = [];

    /// <summary>Declares how a publication is made. Without it a publication only pins a version, whose files are all served.</summary>
    /// <typeparam name="TPublisher">Generates its files. Created by the container for each publication.</typeparam>
    /// <returns>This builder.</returns>
    public PublicationTypeBuilder PublishWith<TPublisher>()
        where TPublisher : class, IPublisher
    {
        Publisher = typeof(TPublisher);
        return this;
    }

    /// <summary>Declares what an export as files has besides the files that are served, where the type's clients need pages that the server makes as it answers.</summary>
    /// <typeparam name="TPages">Makes the pages. Created by the container for each export.</typeparam>
    /// <returns>This builder.</returns>
    public PublicationTypeBuilder ExportPagesWith<TPages>()
        where TPages : class, IExportPages
    {
        Pages = typeof(TPages);
        return this;
    }

    /// <summary>Leaves out properties of the base type that this type does not have.</summary>
    /// <param name="properties">The properties' names.</param>
    /// <returns>This builder.</returns>
    public PublicationTypeBuilder Without(params string[] properties)
    {
        WithoutProperties.AddRange(properties);
        return this;
    }

    internal PublicationType Build(ResourceType described, Type repositoryType) => new()
    {
        Kind = described.Kind,
        PluginLabel = described.PluginLabel,
        TypeName = described.TypeName,
        Endpoint = described.Endpoint,
        Model = described.Model,
        ClrType = described.ClrType,
        Fields = described.Fields,
        RepositoryType = repositoryType,
        Publisher = Publisher,
        Pages = Pages,
    };
}
