namespace Pulp.ContentTypes;

/// <summary>
/// Describes a declared key by which units can be ordered and compared in the store.
/// </summary>
/// <param name="Field">The name of the REST field whose order this is, for example <c>version</c>.</param>
/// <param name="Parse">Turns a filter's text (as in <c>version__gt=1.0</c>) into comparable bytes; null when the text is no value of the field.</param>
/// <param name="IsEquality">Whether a filter for one value, or for one of several, means every value with the same bytes, and not the same text.</param>
public sealed record ContentSortKey(string Field, Func<string, byte[]?> Parse, bool IsEquality = false);
