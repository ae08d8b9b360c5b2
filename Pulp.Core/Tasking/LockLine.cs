namespace Pulp.Tasking;

/// <summary>
/// The tasks that hold or wait for one name, first come first served.
/// </summary>
/// <remarks>The holders are always the first part of the line: either one that locks alone, or some that share. So joining, leaving and finding who is next cost the same however long the line is.</remarks>
internal sealed class LockLine(string name)
{
    private readonly LinkedList<(QueueEntry Entry, bool IsShared)> line = new();
    private LinkedListNode<(QueueEntry Entry, bool IsShared)>? firstBlocked;

    public string Name { get; } = name;

    public bool IsEmpty => line.First is null;

    /// <summary>Tells whether who joined now would hold the name at once.</summary>
    public bool IsFreeFor(bool isShared) =>
        firstBlocked is null && (line.First is not { } first || (isShared && first.Value.IsShared));

    /// <summary>Joins the end of the line; whoever does not hold the name at once is blocked by one more name.</summary>
    public void Join(QueueEntry entry, bool isShared)
    {
        var isFree = IsFreeFor(isShared);
        var node = line.AddLast((entry, isShared));
        entry.Places.Add(new Place(this, node));
        if (isFree)
            return;
        firstBlocked ??= node;
        entry.BlockedLocks++;
    }

    /// <summary>Leaves the line.</summary>
    /// <param name="place">The place given up.</param>
    /// <param name="unblocked">Takes those that wait for nothing else any more.</param>
    public void Leave(Place place, List<QueueEntry> unblocked)
    {
        if (place.Node == firstBlocked)
            firstBlocked = firstBlocked.Next;
        line.Remove(place.Node);
        while (firstBlocked is { } next && (next.Previous is null || (next.Value.IsShared && line.First!.Value.IsShared)))
        {
            firstBlocked = next.Next;
            if (--next.Value.Entry.BlockedLocks == 0)
                unblocked.Add(next.Value.Entry);
        }
    }

    internal readonly record struct Place(LockLine Line, LinkedListNode<(QueueEntry Entry, bool IsShared)> Node);
}
