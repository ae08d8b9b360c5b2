using Pulp.Stores;

namespace Pulp.Core.Tests.Stores;

internal sealed class FileChangesTests
{
    [Test]
    public void Only_units_that_were_noted_since_have_changed()
    {
        var changes = new FileChanges();
        changes.Note(1);
        var since = changes.Moment;
        changes.Note(2, 3);
        changes.Note();
        Assert.That(new long[] { 1, 2, 3, 4 }.Where(key => changes.HaveChanged(key, since)), Is.EqualTo(new[] { 2, 3 }));
        Assert.That(changes.HaveChanged(3, changes.Moment), Is.False);
    }

    [Test]
    public void What_is_no_longer_remembered_counts_as_changed_and_what_comes_after_does_not()
    {
        var changes = new FileChanges();
        var since = changes.Moment;
        changes.Note([.. Enumerable.Range(0, 100_001).Select(key => (long)key)]);
        Assert.That(changes.HaveChanged(500_000, since), Is.True);
        Assert.That(changes.HaveChanged(5, changes.Moment), Is.False);
    }
}
