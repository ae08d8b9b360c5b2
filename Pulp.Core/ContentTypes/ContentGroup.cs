using Pulp.Resources;

namespace Pulp.ContentTypes;

/// <summary>
/// Describes that each unit of a type is a member of an object of the plugin's own kind, for example a version of a collection of that collection.
/// </summary>
/// <remarks>The object is made in the transaction that saves its first unit and goes in the one that deletes its last, with the roles on it. Neither is told to <see cref="IResourceObserver"/>.</remarks>
public sealed record ContentGroup
{
    /// <summary>Gets the CLR type of the objects, declared with <see cref="Plugins.PluginBuilder.AddResource{T}"/>.</summary>
    public required Type ClrType { get; init; }

    /// <summary>Gets a function that describes the object a unit of a domain is a member of, as it is when it is made. Its key tells which object it is.</summary>
    public required Func<Content, Guid, Resource> Describe { get; init; }
}
