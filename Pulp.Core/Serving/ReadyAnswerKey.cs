namespace Pulp.Serving;

/// <summary>
/// Says what an answer that never changes depends on.
/// </summary>
/// <param name="Source">The publication or version it is made of.</param>
/// <param name="BasePath">The base path under which it is asked for.</param>
/// <param name="Origin">The server's address as the client knows it, when the answer holds it; otherwise empty.</param>
/// <param name="Representation">What of the source in which form, for example <c>simple/requests json</c>.</param>
public readonly record struct ReadyAnswerKey(Guid Source, string BasePath, string Origin, string Representation);
