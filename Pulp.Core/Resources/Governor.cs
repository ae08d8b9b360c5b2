namespace Pulp.Resources;

/// <summary>
/// Describes that each resource of a type is governed by a resource of another type, for example an image's distribution by the namespace its path begins with:
/// permissions given on the governor hold for what it governs.
/// </summary>
/// <remarks>A governor that is missing is made together with the first resource it governs. What becomes of the governed when it is deleted says the field.</remarks>
public sealed record Governor
{
    /// <summary>Gets the field of the governed type that refers to the governor. Only Pulp sets it.</summary>
    public required FieldDescriptor Field { get; init; }

    /// <summary>Gets the CLR type of the governor.</summary>
    public required Type ClrType { get; init; }

    /// <summary>Gets a function that gets the key of a resource's governor; null when it has none.</summary>
    public required Func<Resource, string?> KeyOf { get; init; }

    /// <summary>Gets a function that describes a governor with a key.</summary>
    public required Func<string, Resource> Create { get; init; }

    /// <summary>Gets the identifier of the governor of a resource; null when it has none.</summary>
    /// <param name="resource">A resource of the governed type.</param>
    /// <returns>The identifier.</returns>
    public Guid? IdOf(Resource resource) => Field.GetValue(resource) as Guid?;

    // The field is the one thing of a record that is set here and in no initializer: its type is the plugin's.
    internal Resource Put(Resource resource, Guid? governorId)
    {
        var governed = resource with { };
        Field.Property.SetValue(governed, governorId);
        return governed;
    }
}
