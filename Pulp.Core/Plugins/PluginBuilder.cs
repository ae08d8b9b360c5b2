using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Signing;
using Pulp.Transfer;

namespace Pulp.Plugins;

/// <summary>
/// Takes what a plugin declares.
/// </summary>
public sealed class PluginBuilder
{
    private readonly PluginTypes types = new();

    /// <summary>Initializes a builder.</summary>
    /// <param name="label">The plugin's label.</param>
    /// <param name="services">The host's services, to which the plugin may add its own.</param>
    public PluginBuilder(string label, IServiceCollection services)
    {
        Label = label;
        Services = services;
    }

    /// <summary>Gets the plugin's label.</summary>
    public string Label { get; }

    /// <summary>Gets the host's services, to which the plugin may add its own.</summary>
    public IServiceCollection Services { get; }

    internal PluginTypes Types => types;

    /// <summary>Declares the plugin's options. A host may fill them from its settings: the server takes <c>label.Property</c>, for example <c>container.AllowDelete</c>.</summary>
    /// <remarks>What a registered <c>IValidateOptions</c> refuses stops the start of a host.</remarks>
    /// <typeparam name="T">The options: properties with defaults.</typeparam>
    /// <returns>This builder.</returns>
    public PluginBuilder AddOptions<T>()
        where T : class, new()
    {
        Services.AddOptions<T>().ValidateOnStart();
        Services.AddSingleton(new PluginSettings(Label, typeof(T)));
        return this;
    }

    /// <summary>Declares a content type.</summary>
    /// <typeparam name="T">The units' CLR type.</typeparam>
    /// <param name="typeName">The name inside the plugin, for example <c>python</c>.</param>
    /// <param name="endpoint">The last part of the REST path, for example <c>packages</c>.</param>
    /// <param name="declare">Declares keys, references and filters.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddContent<T>(string typeName, string endpoint, Action<ContentTypeBuilder<T>> declare)
        where T : Content
    {
        var builder = new ContentTypeBuilder<T>();
        declare(builder);
        types.Contents.Add(builder.Build(Label, typeName, endpoint));
        if (builder.LargeReader is { } large)
            Services.TryAddSingleton(large);
        if (builder.UploadReader is { } reader)
            Services.AddTransient(reader);
        return this;
    }

    /// <summary>Declares a remote type.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The last part of the REST path.</param>
    /// <param name="declare">Declares when its files may be fetched; null for at sync only.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddRemote<T>(string typeName, string endpoint, Action<RemoteTypeBuilder>? declare = null)
        where T : Remote
    {
        var builder = new RemoteTypeBuilder();
        declare?.Invoke(builder);
        types.Resources.Add(builder.Build(Describe<T>(ResourceKind.Remote, typeName, endpoint, builder.WithoutProperties)));
        if (builder.FileMaker is { } maker)
            Services.AddTransient(maker);
        return this;
    }

    /// <summary>Declares a repository type.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The last part of the REST path.</param>
    /// <param name="declare">Declares what it holds and how it is synced.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddRepository<T>(string typeName, string endpoint, Action<RepositoryTypeBuilder> declare)
        where T : Repository
    {
        var builder = new RepositoryTypeBuilder();
        declare(builder);
        types.Resources.Add(builder.Build(Describe<T>(ResourceKind.Repository, typeName, endpoint, builder.WithoutProperties)));
        types.HeldTypes.Add((typeof(T), builder.ContentTypes));
        foreach (var service in builder.Services)
            Services.AddTransient(service);
        return this;
    }

    /// <summary>Declares a distribution type.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The last part of the REST path.</param>
    /// <param name="declare">Declares how it serves.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddDistribution<T>(string typeName, string endpoint, Action<DistributionTypeBuilder>? declare = null)
        where T : Distribution
    {
        var builder = new DistributionTypeBuilder();
        declare?.Invoke(builder);
        types.Resources.Add(builder.Build(Describe<T>(ResourceKind.Distribution, typeName, endpoint, builder.WithoutProperties)));
        foreach (var service in builder.Services)
            Services.AddTransient(service);
        return this;
    }

    /// <summary>Declares a publication type.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <typeparam name="TRepository">The CLR type of the repositories it publishes.</typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The last part of the REST path.</param>
    /// <param name="declare">Declares how it is made; null for a publication that only pins a version and passes its files through.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddPublication<T, TRepository>(string typeName, string endpoint, Action<PublicationTypeBuilder>? declare = null)
        where T : Publication
        where TRepository : Repository
    {
        var builder = new PublicationTypeBuilder();
        declare?.Invoke(builder);
        types.Resources.Add(builder.Build(Describe<T>(ResourceKind.Publication, typeName, endpoint, builder.WithoutProperties), typeof(TRepository)));
        foreach (var service in new[] { builder.Publisher, builder.Pages }.OfType<Type>())
            Services.AddTransient(service);
        return this;
    }

    /// <summary>Declares a content guard type.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <typeparam name="TEvaluator">The class that decides.</typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The last part of the REST path.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddGuard<T, TEvaluator>(string typeName, string endpoint)
        where T : ContentGuard
        where TEvaluator : class, IContentGuardEvaluator => AddGuard<T, TEvaluator>(typeName, endpoint, creatorRole: null);

    /// <summary>Declares a content guard type whose creator gets a role besides the owner's.</summary>
    internal PluginBuilder AddGuard<T, TEvaluator>(string typeName, string endpoint, string? creatorRole)
        where T : ContentGuard
        where TEvaluator : class, IContentGuardEvaluator
    {
        types.Resources.Add(Describe<T>(ResourceKind.ContentGuard, typeName, endpoint, []) with { CreatorRole = creatorRole });
        types.GuardEvaluators[typeof(T)] = typeof(TEvaluator);
        Services.AddTransient<TEvaluator>();
        return this;
    }

    /// <summary>Declares a kind of object of the plugin's own that is not content: it gets storage, REST and permissions like every other.</summary>
    /// <typeparam name="T">The CLR type; <see cref="Resource.GetKey"/> gives the key that is unique among its objects.</typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The last part of the REST path.</param>
    /// <param name="operations">What clients may do with its objects through REST.</param>
    /// <param name="area">The first part of the REST path; null for <c>pulp_</c> and the plugin's label.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddResource<T>(string typeName, string endpoint, ResourceOperations operations = ResourceOperations.All, string? area = null)
        where T : Resource
    {
        types.Resources.Add(Describe<T>(ResourceKind.Custom, typeName, endpoint, []) with { Operations = operations, Area = area });
        return this;
    }

    /// <summary>Declares a kind of signatures that signing services can be registered for.</summary>
    /// <typeparam name="T">Proves them.</typeparam>
    /// <returns>This builder.</returns>
    public PluginBuilder AddSigningKind<T>()
        where T : class, ISigningKind
    {
        Services.AddSingleton<T>();
        Services.AddSingleton<ISigningKind>(provider => provider.GetRequiredService<T>());
        return this;
    }

    /// <summary>Declares a kind of object that belongs to another resource, for example an entry of a repository's list. REST lists, creates, shows and deletes it below that resource.</summary>
    /// <typeparam name="T">The CLR type; <see cref="Resource.GetKey"/> gives the key that is unique among its objects.</typeparam>
    /// <typeparam name="TParent">The CLR type of the resource.</typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The part of the REST path below the resource's own, for example <c>blocklist_entries</c>.</param>
    /// <param name="parent">The name of the property that refers to the resource. Clients do not write it: the path names it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">There is no such property, or it is no reference.</exception>
    public PluginBuilder AddNestedResource<T, TParent>(string typeName, string endpoint, string parent)
        where T : Resource
        where TParent : Resource
    {
        types.Resources.Add(DescribeNested<T, TParent>(ResourceKind.Custom, typeName, endpoint, parent));
        return this;
    }

    /// <summary>Declares an exporter type and the records of its runs. REST has the exporters in <c>exporters/</c> and the records below each, in <c>exports/</c>, where an export is also started.</summary>
    /// <typeparam name="TExporter">The CLR type of the exporters.</typeparam>
    /// <typeparam name="TExport">The CLR type of the records; its name is that of the body in REST.</typeparam>
    /// <typeparam name="TStart">
    /// The class that starts an export of the exporter it is called on: an <see cref="IResourceAction{TDocument, TAnswer}"/> that answers with the task, which saves its record by
    /// <see cref="ExportRuns.RecordAsync"/> and writes below <see cref="ExportFolders.FolderOf"/>.
    /// </typeparam>
    /// <param name="typeName">The name inside the plugin.</param>
    /// <param name="endpoint">The last part of the REST path.</param>
    /// <param name="without">The names of properties of <see cref="Exporter"/> that the type leaves out.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException"><typeparamref name="TStart"/> is no such class.</exception>
    public PluginBuilder AddExporter<TExporter, TExport, TStart>(string typeName, string endpoint, params string[] without)
        where TExporter : Exporter
        where TExport : Export
        where TStart : class
    {
        types.Resources.Add(Describe<TExporter>(ResourceKind.Exporter, typeName, endpoint, without) with { Operations = ResourceOperations.All & ~ResourceOperations.Share });
        types.Resources.Add(DescribeNested<TExport, TExporter>(ResourceKind.Export, typeName, "exports", nameof(Export.Exporter)) with
        {
            Creation = ActionDeclarations.Of(typeof(TStart), "exports", "POST", onCollection: false, onVersion: false, needs: "change"),
        });
        Services.AddTransient<TStart>();
        return this;
    }

    /// <summary>Declares the importers, and the records of what they took on.</summary>
    internal PluginBuilder AddImporter<TImporter, TImport, TStart>(string typeName, string endpoint, string parent)
        where TImporter : NamedResource
        where TImport : Resource
        where TStart : class
    {
        types.Resources.Add(Describe<TImporter>(ResourceKind.Importer, typeName, endpoint, []) with { Operations = ResourceOperations.All & ~ResourceOperations.Share });
        types.Resources.Add(DescribeNested<TImport, TImporter>(ResourceKind.Import, typeName, "imports", parent) with
        {
            Creation = ActionDeclarations.Of(typeof(TStart), "imports", "POST", onCollection: false, onVersion: false, needs: "change"),
        });
        Services.AddTransient<TStart>();
        return this;
    }

    /// <summary>Declares an action of a resource type of the plugin, beyond those every type of its kind has.</summary>
    /// <typeparam name="TResource">The type's CLR type, declared by this plugin.</typeparam>
    /// <typeparam name="TAction">A class that implements <see cref="IResourceAction{TDocument, TAnswer}"/>, which says what is sent and what is answered.</typeparam>
    /// <param name="name">The last part of the path, for example <c>repair_metadata</c>.</param>
    /// <param name="needs">
    /// The action's word in the permission it needs, for example <c>modify</c>: on the resource, or globally for an action on the collection.
    /// A word that the type does not have yet becomes a permission of its owner role.
    /// </param>
    /// <param name="onCollection">Whether it is called on the collection instead of one resource.</param>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The class does not fit, or the name or method is not accepted.</exception>
    public PluginBuilder AddAction<TResource, TAction>(string name, string needs, bool onCollection = false, string method = "POST")
        where TResource : Resource
        where TAction : class
    {
        types.Actions.Add((typeof(TResource), ActionDeclarations.Of(typeof(TAction), name, method, onCollection, onVersion: false, needs)));
        Services.AddTransient<TAction>();
        return this;
    }

    /// <summary>Tells the OpenAPI document of an operation that the plugin's endpoints answer below REST's path.</summary>
    /// <param name="description">The operation.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder DescribeApi(ApiDescription description)
    {
        Services.AddSingleton(new DescribedApi(Label, description));
        return this;
    }

    /// <summary>Declares an action of the versions of a repository type of the plugin.</summary>
    /// <typeparam name="TRepository">The repository type's CLR type, declared by this plugin.</typeparam>
    /// <typeparam name="TAction">A class that implements <see cref="IResourceAction{TDocument, TAnswer}"/>. It may be an action of the repository as well.</typeparam>
    /// <param name="name">The last part of the path.</param>
    /// <param name="needs">The action's word in the permission it needs on the repository.</param>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The class does not fit, or the name or method is not accepted.</exception>
    public PluginBuilder AddVersionAction<TRepository, TAction>(string name, string needs, string method = "POST")
        where TRepository : Repository
        where TAction : class
    {
        types.Actions.Add((typeof(TRepository), ActionDeclarations.Of(typeof(TAction), name, method, onCollection: false, onVersion: true, needs)));
        Services.TryAddTransient<TAction>();
        return this;
    }

    /// <summary>Declares a permission beyond those every type has.</summary>
    /// <param name="permission">The plugin's label, a dot and the action, for example <c>container.push_containerdistribution</c>.</param>
    /// <param name="description">What it allows.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The permission does not begin with the plugin's label.</exception>
    public PluginBuilder AddPermission(string permission, string description)
    {
        RequireOwnName(permission, "permission");
        types.Permissions[permission] = description;
        return this;
    }

    /// <summary>Declares a permission on each resource of a type, beyond those every type of its kind has. The type's owner role has it.</summary>
    /// <typeparam name="T">The type's CLR type, declared by this plugin.</typeparam>
    /// <param name="action">The permission's word, for example <c>push</c> for <c>container.push_containerdistribution</c>.</param>
    /// <param name="description">What it allows.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder AddPermission<T>(string action, string description)
        where T : Resource
    {
        types.ObjectPermissions.Add((typeof(T), action, description));
        return this;
    }

    /// <summary>Declares that each resource of a type is governed by one of another: permissions given on that one hold for it, and it may be created by who has the permission there.</summary>
    /// <typeparam name="T">The governed type, declared by this plugin.</typeparam>
    /// <typeparam name="TGovernor">The type of the governors, declared by this plugin.</typeparam>
    /// <param name="property">The name of the property that refers to the governor; clients do not write it.</param>
    /// <param name="key">Gets the governor's key from a resource; null for one that nothing governs.</param>
    /// <param name="create">Describes a governor with a key, which is made when it is missing.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder GovernedBy<T, TGovernor>(string property, Func<T, string?> key, Func<string, TGovernor> create)
        where T : Resource
        where TGovernor : Resource
    {
        types.Governors.Add((typeof(T), property, typeof(TGovernor), resource => key((T)resource), create));
        return this;
    }

    /// <summary>Declares a role that is shipped with the plugin, beyond creator, owner and viewer of each type.</summary>
    /// <param name="name">The plugin's label, a dot and a word, for example <c>python.python_package_uploader</c>.</param>
    /// <param name="permissions">What it allows.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The name does not begin with the plugin's label.</exception>
    public PluginBuilder AddRole(string name, params string[] permissions)
    {
        RequireOwnName(name, "role");
        types.Roles[name] = permissions;
        return this;
    }

    private void RequireOwnName(string name, string what)
    {
        if (!name.StartsWith(Label + ".", StringComparison.Ordinal))
            throw new PluginException($"Plugin '{Label}' declares the {what} '{name}', which does not begin with '{Label}.'.");
    }

    private ResourceType DescribeNested<T, TParent>(ResourceKind kind, string typeName, string endpoint, string parent)
        where T : Resource
        where TParent : Resource
    {
        var described = Describe<T>(kind, typeName, endpoint, []);
        return described with
        {
            ParentField = described.Fields.FirstOrDefault(field => field.Property.Name == parent && field.Kind == FieldKind.Reference)
                ?? throw new PluginException($"{typeof(T).Name} has no reference '{parent}' to the {typeof(TParent).Name} it belongs to."),
            ParentType = typeof(TParent),
        };
    }

    private ResourceType Describe<T>(ResourceKind kind, string typeName, string endpoint, IReadOnlyCollection<string> without)
        where T : Resource => new()
        {
            Kind = kind,
            PluginLabel = Label,
            TypeName = typeName,
            Endpoint = endpoint,
            Model = typeof(T).Name,
            ClrType = typeof(T),
            Fields = FieldDescriptors.Of(typeof(T), without),
        };
}
