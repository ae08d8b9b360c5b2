using Microsoft.Extensions.Options;
using Pulp.Plugins.Container.Pushing;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class UploadRecordsTests
{
    private string folder = "";

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("pulp-records-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Records_of_open_uploads_are_found_and_those_of_ended_ones_do_not_pile_up()
    {
        var kept = RecordOf(0);
        using (var records = Open())
        {
            records.Save(kept);
            for (var number = 1; number < 10_000; number++)
            {
                var ended = RecordOf(number);
                records.Save(ended);
                records.Remove(ended.Id);
            }
        }

        Assert.That(new FileInfo(Path.Combine(folder, "container-uploads", "records")).Length, Is.LessThan(300_000));
        using (var next = Open())
        {
            Assert.That(next.Load(), Is.EqualTo(new[] { kept }));
            next.Remove(kept.Id);
        }

        using var last = Open();
        Assert.That(last.Load(), Is.Empty);
    }

    [Test]
    public void A_line_that_was_torn_off_loses_one_record_at_most()
    {
        var (first, second) = (RecordOf(1), RecordOf(2));
        using (var records = Open())
        {
            records.Save(first);
            records.Save(second);
        }

        var path = Path.Combine(folder, "container-uploads", "records");
        File.WriteAllText(path, File.ReadAllText(path)[..^5]);
        var third = RecordOf(3);
        using (var next = Open())
        {
            Assert.That(next.Load(), Is.EqualTo(new[] { first }));
            next.Save(third);
        }

        using var last = Open();
        Assert.That(last.Load(), Is.EquivalentTo(new[] { first, third }));
    }

    [Test]
    public void Looking_changes_nothing_for_the_process_that_writes()
    {
        using var writing = Open();
        writing.Save(RecordOf(1));
        using var looking = Open();
        Assert.That(looking.Load(), Has.Count.EqualTo(1));
        writing.Save(RecordOf(2));
        using var again = Open();
        Assert.That(again.Load(), Has.Count.EqualTo(2));
    }

    private static UploadRecord RecordOf(int number) => new(Guid.NewGuid(), $"team/app{number}", number, $"key{number}");

    private UploadRecords Open() => new(Options.Create(new PulpOptions { WorkingFolder = folder }));
}
