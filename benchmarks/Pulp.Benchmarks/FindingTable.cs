using System.Globalization;
using System.Text;

namespace Pulp.Benchmarks;

/// <summary>Writes findings as a markdown table.</summary>
internal static class FindingTable
{
    public static string Write(IReadOnlyList<Finding> findings)
    {
        var text = new StringBuilder();
        text.AppendLine("| Work | Real Pulp, or the peer in this run | Reach | Ours | Ratio to reach |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var finding in findings)
        {
            var ratio = double.IsNaN(finding.Ratio) ? "-" : finding.Ratio.ToString("0.00", CultureInfo.InvariantCulture) + (finding.Ratio >= 1 ? "" : " (missed)");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {finding.Work} | {finding.Peer} | {finding.Reach} | {finding.Ours} | {ratio} |");
        }

        return text.ToString();
    }
}
