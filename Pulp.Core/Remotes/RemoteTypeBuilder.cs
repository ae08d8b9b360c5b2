using System.Text.Json.Nodes;
using Pulp.Resources;

namespace Pulp.Remotes;

/// <summary>
/// Collects what a plugin says of one remote type.
/// </summary>
public sealed class RemoteTypeBuilder
{
    private DownloadPolicy[] policies = [DownloadPolicy.Immediate];
    private bool showsLastSync;

    private (string Property, Func<IReadOnlyList<string>, JsonNode> ValueOf)? inclusion;

    internal Type? FileMaker { get; private set; }

    internal List<string> WithoutProperties { get; } = [];

    /// <summary>Declares the policies remotes of the type may have. Without it only <see cref="DownloadPolicy.Immediate"/>: files that are fetched later must be findable later.</summary>
    /// <param name="accepted">The policies; at least one.</param>
    /// <returns>This builder.</returns>
    public RemoteTypeBuilder Policies(params DownloadPolicy[] accepted)
    {
        ArgumentOutOfRangeException.ThrowIfZero(accepted.Length);
        policies = [.. accepted.Distinct().Order()];
        return this;
    }

    /// <summary>Declares that remotes of the type may have every policy.</summary>
    /// <returns>This builder.</returns>
    public RemoteTypeBuilder AllPolicies() => Policies(Enum.GetValues<DownloadPolicy>());

    /// <summary>Declares that the files of such remotes are made, not downloaded. A sync declares them with an address that tells the maker what to make.</summary>
    /// <typeparam name="T">Makes them.</typeparam>
    /// <returns>This builder.</returns>
    public RemoteTypeBuilder MakeFilesWith<T>()
        where T : class, IRemoteFileMaker
    {
        FileMaker = typeof(T);
        return this;
    }

    /// <summary>Declares how the words with which a user names what to take become a field of a remote, for commands that take such words.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="valueOf">Makes the field's value of the words.</param>
    /// <returns>This builder.</returns>
    public RemoteTypeBuilder IncludeBy(string property, Func<IReadOnlyList<string>, JsonNode> valueOf)
    {
        inclusion = (property, valueOf);
        return this;
    }

    /// <summary>Declares that REST shows which task synced from a remote last, as <c>last_sync_task</c>.</summary>
    /// <returns>This builder.</returns>
    public RemoteTypeBuilder ShowLastSync()
    {
        showsLastSync = true;
        return this;
    }

    /// <summary>Leaves out properties of the base type that this type does not have.</summary>
    /// <param name="properties">The properties' names.</param>
    /// <returns>This builder.</returns>
    public RemoteTypeBuilder Without(params string[] properties)
    {
        WithoutProperties.AddRange(properties);
        return this;
    }

    internal RemoteType Build(ResourceType described) => WithInclusion(new()
    {
        Kind = described.Kind,
        PluginLabel = described.PluginLabel,
        TypeName = described.TypeName,
        Endpoint = described.Endpoint,
        Model = described.Model,
        ClrType = described.ClrType,
        Fields = [.. described.Fields.Select(field => field.Property.Name == nameof(Remote.Policy) ? field.WithChoices([.. policies.Select(FieldDescriptors.NameOf)]) : field)],
        Policies = policies,
        ShowsLastSync = showsLastSync,
        FileMaker = FileMaker,
    });

    private RemoteType WithInclusion(RemoteType type) => inclusion is not var (property, valueOf)
        ? type
        : type with { Inclusion = new RemoteInclusion(type.Fields.First(field => field.Property.Name == property).Name, valueOf) };
}
