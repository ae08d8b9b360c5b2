using Pulp.Maintenance;
using Pulp.Tasking;

namespace Pulp.Tests.Support;

/// <summary>
/// States what holds whenever nothing is under way, whatever was interrupted before.
/// </summary>
internal static class Wholeness
{
    public static async Task AssertAsync(TestPulp test, string when)
    {
        var report = await test.Get<StoreVerification>().RunAsync(new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new StoreVerificationArguments());
        Assert.That(report.Findings, Is.Empty, when);
        foreach (var (what, sql) in new[]
        {
            ("repositories without versions", "resource r WHERE r.kind = 'repository' AND NOT EXISTS (SELECT 1 FROM repository_version v WHERE v.repository_id = r.id AND v.state = 0)"),
            ("drafts", "repository_version WHERE state <> 0"),
            ("publications that are not whole", "resource WHERE kind = 'publication' AND complete = 0"),
            ("references to nothing", "resource_reference f WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.uuid = f.target) AND NOT EXISTS (SELECT 1 FROM repository_version v WHERE v.uuid = f.target)"),
        })
        {
            Assert.That(await test.CountAsync("SELECT count(*) FROM " + sql), Is.Zero, $"{what}, {when}");
        }

        Assert.That(test.StagedFiles(), Is.Zero, when);
    }
}
