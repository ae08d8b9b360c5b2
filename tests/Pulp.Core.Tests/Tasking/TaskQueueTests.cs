using Pulp.Tasking;

namespace Pulp.Core.Tests.Tasking;

[TestFixture]
internal sealed class TaskQueueTests
{
    [Test]
    public void A_queue_starts_exactly_what_the_rule_allows([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var slots = random.Next(1, 5);
        var model = new Model(slots);
        for (var step = 0; step < 400; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    model.Enter(RandomLocks(random), needsSlot: random.Next(4) > 0, admit: random.Next(8) > 0);
                    break;
                case 5:
                    model.EnterFree(RandomLocks(random));
                    break;
                case 6:
                    model.Withdraw(random);
                    break;
                case 7:
                    model.AdmitOne(random);
                    break;
                default:
                    model.End(random);
                    break;
            }

            model.Check($"seed {seed}, step {step}");
        }

        model.EndAll();
        Assert.That(model.Open, Is.Zero, "Everything that entered came to run.");
    }

    [Test]
    public void A_name_stated_both_ways_is_locked_exclusively() =>
        Assert.That(TaskLock.Parse(["shared:a", "a", "shared:b", "shared:b"]), Is.EquivalentTo(new[] { new TaskLock("a", false), new TaskLock("b", true) }));

    [Test]
    public void Thousands_of_waiting_tasks_cost_little()
    {
        var started = new Queue<QueueEntry>();
        var queue = new TaskQueue(2, TimeProvider.System);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 50_000; i++)
        {
            QueueEntry? entry = null;
            entry = new QueueEntry(TaskLock.Parse([$"repository {i % 3}", "shared:domain"]), needsSlot: true, () => started.Enqueue(entry!));
            queue.Enter(entry);
            queue.Admit(entry);
        }

        var ran = 0;
        while (started.TryDequeue(out var entry))
        {
            ran++;
            queue.Leave(entry);
        }

        Assert.That(ran, Is.EqualTo(50_000));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)), "A queue that looks through all waiting tasks takes minutes.");
    }

    private static string[] RandomLocks(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => (random.Next(2) == 0 ? "shared:" : "") + (char)('a' + random.Next(5)))];

    /// <summary>The rule written plainly: a task may run when no earlier one that has not ended conflicts with it.</summary>
    private sealed class Model
    {
        private readonly TaskQueue queue;
        private readonly int slots;
        private readonly List<Item> items = [];

        public Model(int slots)
        {
            this.slots = slots;
            queue = new TaskQueue(slots, TimeProvider.System);
        }

        public int Open => items.Count;

        public void Enter(string[] locks, bool needsSlot, bool admit)
        {
            var item = NewItem(locks, needsSlot);
            queue.Enter(item.Entry);
            items.Add(item);
            if (admit)
                Admit(item);
        }

        public void EnterFree(string[] locks)
        {
            var item = NewItem(locks, needsSlot: false);
            var isFree = !items.Any(item.ConflictsWith);
            Assert.That(queue.TryEnterFree(item.Entry), Is.EqualTo(isFree));
            if (!isFree)
                return;
            item.IsStarted = true;
            items.Add(item);
        }

        public void Withdraw(Random random)
        {
            if (items.Count == 0)
                return;
            var item = items[random.Next(items.Count)];
            var isStarted = item.IsStarted;
            if (!isStarted)
                items.Remove(item);
            Assert.That(queue.TryWithdraw(item.Entry), Is.EqualTo(!isStarted));
        }

        public void AdmitOne(Random random)
        {
            var outside = items.Where(item => !item.IsAdmitted && !item.IsStarted).ToList();
            if (outside.Count > 0)
                Admit(outside[random.Next(outside.Count)]);
        }

        public void End(Random random)
        {
            var running = items.Where(item => item.IsStarted).ToList();
            if (running.Count == 0)
                return;
            var item = running[random.Next(running.Count)];
            items.Remove(item);
            queue.Leave(item.Entry);
        }

        public void EndAll()
        {
            foreach (var item in items.Where(item => !item.IsAdmitted && !item.IsStarted).ToList())
                Admit(item);
            while (items.Find(item => item.IsStarted) is { } running)
            {
                items.Remove(running);
                queue.Leave(running.Entry);
            }
        }

        public void Check(string where)
        {
            for (var i = 0; i < items.Count; i++)
            {
                var item = items[i];
                var isBlocked = items.Take(i).Any(item.ConflictsWith);
                if (item.IsStarted)
                    Assert.That(isBlocked, Is.False, $"{where}: a task overtook one it conflicts with.");
                else if (item.IsAdmitted && !isBlocked)
                    Assert.That(item.NeedsSlot && Busy == slots, Is.True, $"{where}: a task waits for nothing.");
                Assert.That(item.Entry.UnblockedAt is not null, Is.EqualTo(!isBlocked), where);
            }

            Assert.That(Busy, Is.LessThanOrEqualTo(slots), where);
        }

        private int Busy => items.Count(item => item is { IsStarted: true, NeedsSlot: true });

        private void Admit(Item item)
        {
            item.IsAdmitted = true;
            queue.Admit(item.Entry);
        }

        private Item NewItem(string[] locks, bool needsSlot)
        {
            var item = new Item(TaskLock.Parse(locks), needsSlot);
            item.Entry = new QueueEntry(item.Locks, needsSlot, () =>
            {
                Assert.That(item.IsStarted, Is.False, "A task starts once.");
                var waiting = items.Where(other => other is { IsAdmitted: true, IsStarted: false, NeedsSlot: true } && !items.TakeWhile(earlier => earlier != other).Any(other.ConflictsWith));
                if (needsSlot)
                    Assert.That(waiting.First(), Is.SameAs(item), "Of those that could run, the earliest gets the slot.");
                item.IsStarted = true;
            });
            return item;
        }
    }

    private sealed class Item(IReadOnlyList<TaskLock> locks, bool needsSlot)
    {
        public IReadOnlyList<TaskLock> Locks { get; } = locks;

        public bool NeedsSlot { get; } = needsSlot;

        public QueueEntry Entry { get; set; } = null!;

        public bool IsAdmitted { get; set; }

        public bool IsStarted { get; set; }

        public bool ConflictsWith(Item other) =>
            Locks.Any(mine => other.Locks.Any(theirs => mine.Name == theirs.Name && !(mine.IsShared && theirs.IsShared)));
    }
}
