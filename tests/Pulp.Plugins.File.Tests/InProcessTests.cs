using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.File.Tests.Support;
using Pulp.Testing.Samples;

namespace Pulp.Plugins.File.Tests;

/// <summary>The plugin in an application, without REST.</summary>
internal sealed class InProcessTests : FileTest
{
    [Test]
    public async Task A_sync_takes_the_options_of_its_repository_type()
    {
        Upstream.Offer(("a", "one"));
        var pulp = Host.Services.GetRequiredService<PulpInstance>();
        var remote = await pulp.CreateAsync(new FileRemote { Name = Name, Url = Upstream.Manifest });
        var repository = await pulp.CreateAsync(new FileRepository { Name = Name, Remote = remote.Id });
        await pulp.SyncAsync(repository);
        var reports = new List<string>();

        await pulp.SyncAsync(repository, progress: new Reports(reports));
        await pulp.SyncAsync(repository, progress: new Reports(reports), options: new FileSyncOptions { Optimize = false });

        Assert.That(reports, Is.EqualTo(new[] { "sync.was_skipped", "sync.parsing.metadata" }));
        Assert.That(() => pulp.SyncAsync(repository, options: new SampleGuard { Name = "g" }), Throws.ArgumentException);
    }

    /// <summary>Takes what the source did from the last report of a sync.</summary>
    private sealed class Reports(List<string> codes) : IProgress<IReadOnlyList<Tasking.ProgressReport>>
    {
        public void Report(IReadOnlyList<Tasking.ProgressReport> value)
        {
            var code = value.Select(report => report.Code).FirstOrDefault(code => code is "sync.was_skipped" or "sync.parsing.metadata");
            if (code is not null && codes.LastOrDefault() != code)
                codes.Add(code);
        }
    }
}
