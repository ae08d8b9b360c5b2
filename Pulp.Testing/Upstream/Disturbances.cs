namespace Pulp.Testing.Upstream;

/// <summary>
/// Holds the faults that requests are still to meet: those of a path before those of all paths, each in its turn.
/// </summary>
internal sealed class Disturbances
{
    private readonly Lock gate = new();
    private readonly List<Disturbance> pending = [];
    private int count;

    public int Count => Volatile.Read(ref count);

    public void Add(string? path, FakeFault fault, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (gate)
            pending.Add(new Disturbance(path, fault, times));
    }

    public void Clear()
    {
        lock (gate)
            pending.Clear();
    }

    public FakeAnswer Apply(string path, FakeAnswer answer)
    {
        lock (gate)
        {
            var next = pending.Find(disturbance => disturbance.Path == path) ?? pending.Find(disturbance => disturbance.Path is null);
            if (next is null)
                return answer;
            count++;
            if (--next.Left == 0)
                pending.Remove(next);
            return next.Fault.Apply(answer);
        }
    }

    private sealed class Disturbance(string? path, FakeFault fault, int times)
    {
        public string? Path => path;

        public FakeFault Fault => fault;

        public int Left { get; set; } = times;
    }
}
