namespace Pulp.Plugins;

/// <summary>
/// Describes an operation below REST's own path that the plugin's endpoints answer themselves, so that the OpenAPI document tells of it.
/// </summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below REST's, for example <c>ansible/copy/</c>.</param>
/// <param name="OperationId">The operation's name.</param>
/// <param name="Tag">Under which heading it is told of.</param>
public sealed record ApiDescription(string Method, string Path, string OperationId, string Tag)
{
    /// <summary>Gets a type whose properties are what clients send; null when they send nothing.</summary>
    public Type? Takes { get; init; }

    /// <summary>Gets a type whose properties are what clients get, or one row of a list; null when they get a task.</summary>
    public Type? Returns { get; init; }

    /// <summary>Gets whether the answer is one page of a list.</summary>
    public bool IsPaged { get; init; }

    /// <summary>Gets the names of the filters of a list.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];
}
