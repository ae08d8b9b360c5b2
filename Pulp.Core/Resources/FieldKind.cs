namespace Pulp.Resources;

/// <summary>
/// Names what values a field takes.
/// </summary>
public enum FieldKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>One of a list of words.</summary>
    Choice,

    /// <summary>A point in time.</summary>
    Time,

    /// <summary>A reference, written as an href or PRN.</summary>
    Reference,

    /// <summary>A list of texts.</summary>
    TextList,

    /// <summary>A list of words, each one of a list.</summary>
    ChoiceList,

    /// <summary>A list of references.</summary>
    ReferenceList,

    /// <summary>Any JSON that the property's CLR type can be read from.</summary>
    Json,

    /// <summary>A file of a form, at most as many bytes as <see cref="FieldAttribute.MaximumLength"/>; in documents of actions only.</summary>
    File,
}
