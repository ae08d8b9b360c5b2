using System.Diagnostics.CodeAnalysis;

namespace Pulp.Resources;

/// <summary>
/// Represents a Pulp resource name, <c>prn:label.model:identifier</c>: how any object is named outside URLs, and what tasks lock.
/// </summary>
/// <param name="Model">The label and model in lower case, for example <c>python.pythonrepository</c>.</param>
/// <param name="Id">The identifier: a UUID, or a number for users and groups.</param>
public readonly record struct Prn(string Model, string Id)
{
    /// <summary>Formats a PRN.</summary>
    /// <param name="label">The plugin's label.</param>
    /// <param name="model">The model's name, in any case.</param>
    /// <param name="id">The identifier.</param>
    /// <returns>The text.</returns>
    public static string Format(string label, string model, Guid id) => $"prn:{label}.{model.ToLowerInvariant()}:{id}";

    /// <summary>Reads a PRN.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prn">The PRN, when well-formed.</param>
    /// <returns>Whether the text is a PRN.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Prn prn)
    {
        prn = default;
        if (text is null || !text.StartsWith("prn:", StringComparison.Ordinal))
            return false;
        var colon = text.IndexOf(':', 4);
        if (colon < 0 || colon == text.Length - 1 || text.AsSpan(4, colon - 4).IndexOf('.') <= 0)
            return false;
        prn = new Prn(text[4..colon], text[(colon + 1)..]);
        return true;
    }

    /// <summary>Finds the label of the PRN inside a lock's name, which may carry prefixes.</summary>
    internal static string? LabelIn(string lockName)
    {
        var start = lockName.IndexOf("prn:", StringComparison.Ordinal);
        return start >= 0 && TryParse(lockName[start..], out var prn) ? prn.Model[..prn.Model.IndexOf('.', StringComparison.Ordinal)] : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"prn:{Model}:{Id}";
}
