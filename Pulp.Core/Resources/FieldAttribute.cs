namespace Pulp.Resources;

/// <summary>
/// States what a property of a resource or content type accepts and how REST shows it.
/// </summary>
/// <remarks>A property without this attribute is an ordinary field of its CLR type: <c>required</c> makes it mandatory on create, a nullable type lets it be null, its initial value is the default.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute : Attribute
{
    /// <summary>Gets or sets whether the value is a secret: accepted but never shown, encrypted at rest, listed in <c>hidden_fields</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Secret { get; set; }

    /// <summary>Gets or sets whether clients may read but not write the field.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ReadOnly { get; set; }

    /// <summary>Gets or sets whether the field is kept with the rest and neither shown nor taken in REST; content can still be filtered by it.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Hidden { get; set; }

    /// <summary>Gets or sets whether REST fills the field with the PRN of the user who creates the object; clients may read but not write it.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Creator { get; set; }

    /// <summary>Gets or sets the lowest number allowed.</summary>
    /// <value>The default is <see cref="double.NegativeInfinity"/>: no bound.</value>
    public double Minimum { get; set; } = double.NegativeInfinity;

    /// <summary>Gets or sets the highest number allowed.</summary>
    /// <value>The default is <see cref="double.PositiveInfinity"/>: no bound beyond the CLR type's.</value>
    public double Maximum { get; set; } = double.PositiveInfinity;

    /// <summary>Gets or sets the smallest number of characters.</summary>
    /// <value>The default is 0.</value>
    public int MinimumLength { get; set; }

    /// <summary>Gets or sets the largest number of characters.</summary>
    /// <value>The default is 1,048,576.</value>
    public int MaximumLength { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets what a <see cref="Guid"/> property points to.</summary>
    /// <value>The default is <see cref="ReferenceTarget.None"/>.</value>
    public ReferenceTarget References { get; set; }

    /// <summary>
    /// Gets or sets the REST name of the reference by which the resources in a list refer to this one: the list is not kept, and REST fills it with them. Clients may not write it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the list is kept as it is.</value>
    public string? ReferredBy { get; set; }

    /// <summary>Gets or sets whether a list of references may be written <c>["*"]</c>, which means all; the property is then null.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowsAll { get; set; }

    /// <summary>Gets or sets what becomes of this resource when the one it points to is deleted.</summary>
    /// <value>The default is <see cref="DeleteBehavior.SetNull"/>.</value>
    public DeleteBehavior OnDelete { get; set; }

    /// <summary>Gets or sets whether lists can be filtered by this field in REST (the exact value and <c>__in</c>).</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Filterable { get; set; }

    /// <summary>
    /// Gets or sets the name under which REST shows each text of a list: as an object with this one field, and not as the text itself.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the texts themselves.</value>
    public string? ItemName { get; set; }
}
