namespace Pulp.Transfer;

/// <summary>
/// Represents what would be said of one parameter of an import.
/// </summary>
/// <param name="Context">The value.</param>
/// <param name="IsValid">Whether it would be accepted as things are now.</param>
/// <param name="Messages">Why not.</param>
public sealed record ImportEvaluation(string Context, bool IsValid, IReadOnlyList<string> Messages)
{
    internal static ImportEvaluation Of(string context, IReadOnlyList<string> problems) => new(context, problems.Count == 0, problems);
}
