namespace Pulp.Resources;

/// <summary>
/// Answers an action that a plugin adds to a resource type in REST, beyond those every type of its kind has.
/// </summary>
/// <typeparam name="TDocument">
/// What clients send: a record whose properties are the fields, described like those of a resource; a <c>byte[]</c> is a file. <see cref="NoDocument"/> when they send nothing.
/// </typeparam>
/// <typeparam name="TAnswer">
/// What they get. <see cref="Tasking.PulpTask"/> or <see cref="Tasking.TaskGroup"/>: 202 and the task or group. A type of <see cref="Resource"/>: that resource; one that has no identifier yet is created first,
/// with the caller as its owner, and answered with 201. Any other type is written as JSON with 200.
/// </typeparam>
/// <remarks>Declared with <see cref="Plugins.PluginBuilder.AddAction{TResource, TAction}"/>; created by the container for each request, after the caller was found allowed.</remarks>
public interface IResourceAction<in TDocument, TAnswer>
    where TDocument : class
    where TAnswer : class
{
    /// <summary>Does what is asked.</summary>
    /// <param name="context">The resource and who asks.</param>
    /// <param name="document">What the client sent, found to be of the type.</param>
    /// <param name="cancellationToken">Is canceled when the client is gone.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InvalidResourceException">The document is not accepted: 400 and its fields' messages.</exception>
    Task<TAnswer> RunAsync(ResourceActionContext context, TDocument document, CancellationToken cancellationToken);
}
