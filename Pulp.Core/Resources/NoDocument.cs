namespace Pulp.Resources;

/// <summary>
/// Stands for the document of a <see cref="IResourceAction{TDocument, TAnswer}"/> that takes none: what a client sends is passed over.
/// </summary>
public sealed record NoDocument;
