using Pulp.Server.Hosting;

namespace Pulp.Server.Tests;

[TestFixture]
[Platform("Linux")]
public sealed class ProcessorSliceTests
{
    [Test]
    public void Each_thread_asks_for_short_turns_and_keeps_its_policy()
    {
        if (Environment.OSVersion.Version < new Version(6, 12))
            Assert.Ignore("Linux grants this from 6.12 on.");
        if (ValuesOf("/proc/self/sched", "se.slice").Count == 0)
            Assert.Ignore("This kernel does not tell what it granted.");
        using var stop = new ManualResetEventSlim();
        var another = new Thread(stop.Wait);
        another.Start();
        try
        {
            ProcessorSlice.Shorten();

            var slices = Directory.GetDirectories("/proc/self/task").SelectMany(thread => ValuesOf($"{thread}/sched", "se.slice")).ToList();
            Assert.That(slices, Has.Count.GreaterThan(1).And.All.EqualTo("100000"));
            Assert.That(ValuesOf("/proc/self/sched", "policy"), Is.EqualTo(new[] { "0" }));
        }
        finally
        {
            stop.Set();
            another.Join();
        }
    }

    // A thread may end while it is asked.
    private static List<string> ValuesOf(string path, string name)
    {
        try
        {
            return [.. File.ReadLines(path).Select(line => line.Split(':')).Where(parts => parts[0].Trim() == name).Select(parts => parts[1].Trim())];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
