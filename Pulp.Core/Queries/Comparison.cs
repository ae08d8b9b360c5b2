namespace Pulp.Queries;

/// <summary>
/// Names how a field compares to a value.
/// </summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal; null differs from every value.</summary>
    NotEqual,

    /// <summary>Less than.</summary>
    Less,

    /// <summary>Less than or equal.</summary>
    LessOrEqual,

    /// <summary>Greater than.</summary>
    Greater,

    /// <summary>Greater than or equal.</summary>
    GreaterOrEqual,

    /// <summary>Equal to one of a list.</summary>
    In,

    /// <summary>Equal without regard to case.</summary>
    EqualIgnoreCase,

    /// <summary>Contains the text.</summary>
    Contains,

    /// <summary>Contains the text without regard to case.</summary>
    ContainsIgnoreCase,

    /// <summary>Starts with the text.</summary>
    StartsWith,

    /// <summary>Starts with the text without regard to case.</summary>
    StartsWithIgnoreCase,

    /// <summary>Matches the regular expression.</summary>
    Matches,

    /// <summary>Matches the regular expression without regard to case.</summary>
    MatchesIgnoreCase,

    /// <summary>Is null (value true) or is not null (value false).</summary>
    IsNull,

    /// <summary>A list field contains the value.</summary>
    HasMember,
}
