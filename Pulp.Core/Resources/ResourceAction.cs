namespace Pulp.Resources;

/// <summary>
/// Describes an action that a plugin added to a resource type.
/// </summary>
/// <remarks>Immutable and safe to share.</remarks>
public abstract class ResourceAction
{
    private protected ResourceAction()
    {
    }

    /// <summary>Gets the name: the last part of its path, and of its operation's name, for example <c>repair_metadata</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Gets whether it is called on the type's collection instead of one resource.</summary>
    public required bool OnCollection { get; init; }

    /// <summary>Gets whether it is called on one version of a repository, and not on the repository.</summary>
    public bool OnVersion { get; init; }

    /// <summary>Gets the action's word in the permission it needs, for example <c>modify</c>: see <see cref="ResourceType.Permission"/>.</summary>
    public required string Needs { get; init; }

    /// <summary>Gets the type of what clients send; null when they send nothing.</summary>
    public abstract Type? DocumentType { get; }

    /// <summary>Gets the type of what clients get.</summary>
    public abstract Type AnswerType { get; }

    /// <summary>Runs the action.</summary>
    /// <param name="services">Creates the class that answers.</param>
    /// <param name="context">The resource and who asks.</param>
    /// <param name="document">A value of <see cref="DocumentType"/>; null when there is none.</param>
    /// <param name="cancellationToken">Is canceled when the client is gone.</param>
    /// <returns>A value of <see cref="AnswerType"/>.</returns>
    public abstract Task<object> RunAsync(IServiceProvider services, ResourceActionContext context, object? document, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
