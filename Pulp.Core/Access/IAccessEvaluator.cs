namespace Pulp.Access;

/// <summary>
/// Decides who may do what: the one place that knows global and per-object grants, and the limits of tokens.
/// </summary>
public interface IAccessEvaluator
{
    /// <summary>Decides whether a caller has a permission.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="permission">For example <c>python.view_pythonrepository</c>.</param>
    /// <param name="objectPrn">The object; null asks for the permission on everything.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the caller has it, on everything or on the object.</returns>
    ValueTask<bool> IsAllowedAsync(Caller caller, string permission, string? objectPrn, CancellationToken cancellationToken);

    /// <summary>Gets the objects on which a caller has a permission.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="permission">For example <c>python.view_pythonrepository</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The objects.</returns>
    ValueTask<ObjectScope> VisibleAsync(Caller caller, string permission, CancellationToken cancellationToken);
}
