using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Serving;

namespace Pulp.Distributions;

/// <summary>
/// Collects what a plugin says of one distribution type.
/// </summary>
public sealed class DistributionTypeBuilder
{
    private bool mayNest;
    private bool servesPublications;
    private Type? pullThrough;
    private Type? fileHeaders;
    private string? baseUrl;
    private Func<ClientInstructions, string>? instructions;
    private string baseUrlField = "base_url";

    private readonly List<Func<Repository, bool>> takenAlong = [];

    internal List<Type> Services { get; } = [];

    internal List<string> WithoutProperties { get; } = [];

    /// <summary>Declares that base paths may lie below each other (<c>team/app</c> and <c>team/app/sub</c>).</summary>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder BasePathsMayNest()
    {
        mayNest = true;
        return this;
    }

    /// <summary>Declares that the newest publication of a distributed repository or version is served, and nothing as long as there is none.</summary>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder ServesPublications()
    {
        servesPublications = true;
        return this;
    }

    /// <summary>Declares how a missing file is found upstream.</summary>
    /// <typeparam name="T">Decides. Created by the container for each request.</typeparam>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder PullThroughWith<T>()
        where T : class, IPullThroughSource
    {
        pullThrough = typeof(T);
        Services.Add(pullThrough);
        return this;
    }

    /// <summary>Declares headers of served files, for example their media type.</summary>
    /// <typeparam name="T">States them. Created by the container.</typeparam>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder FileHeadersFrom<T>()
        where T : class, IFileHeaders
    {
        fileHeaders = typeof(T);
        Services.Add(fileHeaders);
        return this;
    }

    /// <summary>Declares the address clients are given.</summary>
    /// <param name="template">Below the server's origin, with <c>{base_path}</c>, for example <c>/pypi/{base_path}/</c>; or from its host on, for example <c>{host}/{base_path}</c>.</param>
    /// <param name="field">The REST field that shows it.</param>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder BaseUrl(string template, string field = "base_url")
    {
        baseUrl = template;
        baseUrlField = field;
        return this;
    }

    /// <summary>Declares what a user types to use a distribution.</summary>
    /// <param name="write">Writes it: lines to type or to put into a file.</param>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder UsedBy(Func<ClientInstructions, string> write)
    {
        instructions = write;
        return this;
    }

    /// <summary>Declares that a repository of a type goes with the last distribution that serves it.</summary>
    /// <typeparam name="T">The repository's CLR type.</typeparam>
    /// <param name="which">Tells which ones; null for all.</param>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder TakesAlong<T>(Func<T, bool>? which = null)
        where T : Repository
    {
        takenAlong.Add(repository => repository is T own && which?.Invoke(own) != false);
        return this;
    }

    /// <summary>Leaves out properties of the base type that this type does not have.</summary>
    /// <param name="properties">The properties' names.</param>
    /// <returns>This builder.</returns>
    public DistributionTypeBuilder Without(params string[] properties)
    {
        WithoutProperties.AddRange(properties);
        return this;
    }

    internal DistributionType Build(ResourceType described) => new()
    {
        Kind = described.Kind,
        PluginLabel = described.PluginLabel,
        TypeName = described.TypeName,
        Endpoint = described.Endpoint,
        Model = described.Model,
        ClrType = described.ClrType,
        Fields = described.Fields,
        BasePathsMayNest = mayNest,
        ServesPublications = servesPublications,
        PullThrough = pullThrough,
        FileHeaders = fileHeaders,
        BaseUrl = baseUrl,
        BaseUrlField = baseUrlField,
        Instructions = instructions,
        TakesAlong = repository => takenAlong.Exists(takes => takes(repository)),
    };
}
