using Pulp.Architecture.Tests.Support;

namespace Pulp.Architecture.Tests.PublicApi;

/// <summary>Compares what each library offers with what was approved. After a wanted change run eng/approve-api.sh and review the difference.</summary>
[TestFixture]
public sealed class PublicApiTests
{
    private static IEnumerable<string> Libraries => SourceTree.Libraries;

    [TestCaseSource(nameof(Libraries))]
    public void The_public_API_is_the_approved_one(string library)
    {
        var file = Path.Combine(SourceTree.Root, "tests", "Pulp.Architecture.Tests", "PublicApi", $"{library}.PublicApi.approved.txt");
        var actual = PublicApiPrinter.Print(SourceTree.AssemblyOf(library)).ToList();
        if (Environment.GetEnvironmentVariable("PULP_APPROVE_API") == "1")
            File.WriteAllLines(file, actual);
        var approved = PublicApiPrinter.Flatten(File.Exists(file) ? File.ReadAllLines(file) : []).ToList();
        var offered = PublicApiPrinter.Flatten(actual).ToList();
        var difference = approved.Except(offered).Select(line => "- " + line).Concat(offered.Except(approved).Select(line => "+ " + line)).ToList();
        Assert.That(difference, Is.Empty, "Approve a wanted change with eng/approve-api.sh:\n" + string.Join('\n', difference));
    }
}
