using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Sync;

namespace Pulp.Plugins.Ansible.Tests.Sync;

public sealed class WantedCollectionTests
{
    [Test]
    public void What_is_asked_for_while_it_is_read_waits_for_the_next_reading()
    {
        Assert.That(CollectionName.TryParse("acme.tools", out var name), Is.True);
        var wanted = new WantedCollection(name, source: null) { IsQueued = true };
        wanted.Add(Range("<1.0.0"));
        var reading = wanted.BeginReading();
        Assert.That(wanted.IsQueued, Is.False);

        foreach (var range in reading.ReadRanges)
            Assert.That(wanted.Add(Range($"{range.Text},!=0.1.0")), Is.True);

        Assert.That(reading.ReadRanges.Select(range => range.Text), Is.EqualTo(new[] { "<1.0.0" }));
        Assert.That(wanted.BeginReading().ReadRanges, Has.Count.EqualTo(2));
    }

    private static VersionRange Range(string text) => VersionRange.TryParse(text, out var range) ? range : throw new AssertionException(text);
}
