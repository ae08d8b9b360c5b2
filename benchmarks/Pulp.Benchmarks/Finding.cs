namespace Pulp.Benchmarks;

/// <summary>One line of the table: what was done, what the original or the peer in the same run needs for it, what is to be reached, and what was measured.</summary>
internal sealed record Finding(string Work, string Peer, string Reach, string Ours, double Ratio)
{
    /// <summary>Makes a finding where more is better.</summary>
    public static Finding Rate(string work, string peer, string reach, double measured, double target, string unit, string? note = null) =>
        new(work, peer, reach, $"{Show(measured)} {unit}{Note(note)}", measured / target);

    /// <summary>Makes a finding where less is better.</summary>
    public static Finding Cost(string work, string peer, string reach, double measured, double limit, string unit, string? note = null) =>
        new(work, peer, reach, $"{Show(measured)} {unit}{Note(note)}", limit / measured);

    /// <summary>Makes a finding of work that could not be measured.</summary>
    public static Finding Failed(string work, string reason) => new(work, "-", "-", reason, double.NaN);

    private static string Note(string? note) => note is null ? "" : $" ({note})";

    private static string Show(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "N1" : "N2", System.Globalization.CultureInfo.InvariantCulture);
}
