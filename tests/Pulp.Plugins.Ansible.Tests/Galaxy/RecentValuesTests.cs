using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Tests.Galaxy;

[TestFixture]
public sealed class RecentValuesTests
{
    private readonly List<string> read = [];
    private RecentValues<string, string> values = null!;

    [SetUp]
    public void Start()
    {
        read.Clear();
        values = new RecentValues<string, string>(limit: 2);
    }

    [Test]
    public async Task A_value_is_read_once_however_many_ask_meanwhile()
    {
        var arrival = new TaskCompletionSource<string>();
        var asked = Enumerable.Range(0, 5).Select(_ => values.GetAsync("a", () => Read("a", arrival.Task), CancellationToken.None)).ToList();
        arrival.SetResult("A");
        Assert.That(await Task.WhenAll(asked), Is.All.EqualTo("A"));
        Assert.That(read, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task What_was_asked_for_longest_ago_is_read_anew()
    {
        foreach (var key in new[] { "a", "b", "a", "c", "a", "b" })
            Assert.That(await values.GetAsync(key, () => Read(key, Task.FromResult(key)), CancellationToken.None), Is.EqualTo(key));
        Assert.That(read, Is.EqualTo(new[] { "a", "b", "c", "b" }));
    }

    [Test]
    public async Task What_could_not_be_read_is_read_anew()
    {
        Assert.That(async () => await values.GetAsync("a", () => Read("a", Task.FromException<string>(new IOException())), CancellationToken.None), Throws.InstanceOf<IOException>());
        Assert.That(await values.GetAsync("a", () => Read("a", Task.FromResult("A")), CancellationToken.None), Is.EqualTo("A"));
    }

    [Test]
    public async Task Who_leaves_does_not_take_the_value_from_the_others()
    {
        var arrival = new TaskCompletionSource<string>();
        using var leaving = new CancellationTokenSource();
        var left = values.GetAsync("a", () => Read("a", arrival.Task), leaving.Token);
        var stayed = values.GetAsync("a", () => Read("a", arrival.Task), CancellationToken.None);
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        arrival.SetResult("A");
        Assert.That(await stayed, Is.EqualTo("A"));
        Assert.That(read, Has.Count.EqualTo(1));
    }

    private Task<string> Read(string key, Task<string> value)
    {
        read.Add(key);
        return value;
    }
}
