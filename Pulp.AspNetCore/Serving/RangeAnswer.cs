namespace Pulp.AspNetCore.Serving;

/// <summary>Says what a Range header asks for.</summary>
internal enum RangeAnswer
{
    /// <summary>The header has another unit, is malformed or names several ranges: the whole is answered.</summary>
    Whole,

    /// <summary>One part.</summary>
    Part,

    /// <summary>Nothing of the file.</summary>
    Unsatisfiable,
}
