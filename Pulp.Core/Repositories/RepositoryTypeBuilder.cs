using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Resources;
using Pulp.Sync;

namespace Pulp.Repositories;

/// <summary>
/// Collects what a plugin says of one repository type.
/// </summary>
public sealed class RepositoryTypeBuilder
{
    private readonly List<RepositorySyncSource> syncSources = [];
    private Type? syncOptions;
    private Type? versionCheck;
    private Type? removalRule;
    private bool showsLastSync;
    private (string Switch, Func<Repository, Publication> Create)? autopublish;

    internal List<Type> ContentTypes { get; } = [];

    internal List<Type> Services { get; } = [];

    internal List<string> WithoutProperties { get; } = [];

    /// <summary>Declares that versions may hold units of a type.</summary>
    /// <typeparam name="T">The units' CLR type.</typeparam>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder Holds<T>()
        where T : Content
    {
        ContentTypes.Add(typeof(T));
        return this;
    }

    /// <summary>Declares how repositories of the type are synced. Called once for each type of remote; the first one is what the type is mostly synced from.</summary>
    /// <typeparam name="TSource">Reads upstream. Created by the container for each sync.</typeparam>
    /// <typeparam name="TRemote">The remotes it reads from.</typeparam>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder SyncWith<TSource, TRemote>()
        where TSource : class, ISyncSource
        where TRemote : Remote
    {
        syncSources.Add(new RepositorySyncSource(typeof(TRemote), typeof(TSource)));
        Services.Add(typeof(TSource));
        return this;
    }

    /// <summary>Declares further options of a sync request, beside <c>remote</c> and <c>mirror</c>.</summary>
    /// <typeparam name="TOptions">A record whose properties are the options.</typeparam>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder SyncOptions<TOptions>()
        where TOptions : class, new()
    {
        syncOptions = typeof(TOptions);
        return this;
    }

    /// <summary>Declares a check of what is added to a repository: a blocklist, a refusal to replace.</summary>
    /// <typeparam name="TCheck">Decides. Created by the container for each change.</typeparam>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder CheckWith<TCheck>()
        where TCheck : class, IVersionCheck
    {
        versionCheck = typeof(TCheck);
        Services.Add(versionCheck);
        return this;
    }

    /// <summary>Declares what goes when other units have gone, where no reference says so.</summary>
    /// <typeparam name="TRule">Decides. Created by the container for each change.</typeparam>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder RemoveWith<TRule>()
        where TRule : class, IRemovalRule
    {
        removalRule = typeof(TRule);
        Services.Add(removalRule);
        return this;
    }

    /// <summary>Declares that a repository that asks for it is published after each new version.</summary>
    /// <typeparam name="T">The repository's CLR type.</typeparam>
    /// <param name="property">The name of the property that is true when it asks for it.</param>
    /// <param name="create">Describes the publication; the version is filled in.</param>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder Autopublish<T>(string property, Func<T, Publication> create)
        where T : Repository
    {
        autopublish = (property, repository => create((T)repository));
        return this;
    }

    /// <summary>Declares that REST shows which task synced a repository last, as <c>last_sync_task</c>.</summary>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder ShowLastSync()
    {
        showsLastSync = true;
        return this;
    }

    /// <summary>Leaves out properties of the base type that this type does not have.</summary>
    /// <param name="properties">The properties' names.</param>
    /// <returns>This builder.</returns>
    public RepositoryTypeBuilder Without(params string[] properties)
    {
        WithoutProperties.AddRange(properties);
        return this;
    }

    internal RepositoryType Build(ResourceType described) => new()
    {
        Kind = described.Kind,
        PluginLabel = described.PluginLabel,
        TypeName = described.TypeName,
        Endpoint = described.Endpoint,
        Model = described.Model,
        ClrType = described.ClrType,
        Fields = described.Fields,
        ContentTypes = [],
        SyncSources = [.. syncSources],
        SyncOptions = syncOptions,
        VersionCheck = versionCheck,
        RemovalRule = removalRule,
        Autopublish = autopublish is var (property, create) ? new RepositoryAutopublish(SwitchOf(described, property), create) : null,
        ShowsLastSync = showsLastSync,
    };

    private static FieldDescriptor SwitchOf(ResourceType described, string property) =>
        described.Fields.FirstOrDefault(field => field.Property.Name == property && field.Kind == FieldKind.Boolean)
            ?? throw new PluginException($"{described.ClrType.Name} has no property '{property}' of true or false, which would say that it is published after each new version.");
}
