using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents a collection that is asked for, by the requirements file or by what another one needs, and how far it was read.
/// </summary>
internal sealed class WantedCollection
{
    private readonly List<VersionRange> ranges = [];
    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<SemanticVersion> taken = [];
    private HashSet<string> readTexts = [];

    public WantedCollection(CollectionName name, string? source)
    {
        Name = name;
        Source = source;
    }

    public CollectionName Name { get; }

    /// <summary>Gets where it is asked for first, as the requirements file writes it; null means the remote's own server.</summary>
    public string? Source { get; }

    public IReadOnlyList<VersionRange> Ranges => ranges;

    /// <summary>Gets the ranges that were asked for when reading began; others may come meanwhile.</summary>
    public IReadOnlyList<VersionRange> ReadRanges { get; private set; } = [];

    public bool IsQueued { get; set; }

    public CollectionListing? Listing { get; set; }

    public GalaxyUpstream? Galaxy { get; set; }

    /// <summary>Gets or sets the remote it comes from; null when its address is no remote's.</summary>
    public CollectionRemote? Remote { get; set; }

    public CollectionMemory? Remembered { get; set; }

    public bool IsUnchanged { get; set; }

    public bool IsBroken { get; set; }

    public HashSet<KeyValuePair<string, string>> Needs { get; } = [];

    /// <summary>Adds a range.</summary>
    /// <returns>Whether it was not asked for yet.</returns>
    public bool Add(VersionRange range)
    {
        if (!texts.Add(range.Text))
            return false;
        ranges.Add(range);
        return true;
    }

    /// <summary>Takes it from the queue, to be read for what is asked for so far.</summary>
    /// <returns>This collection.</returns>
    public WantedCollection BeginReading()
    {
        IsQueued = false;
        ReadRanges = [.. ranges];
        readTexts = [.. texts];
        return this;
    }

    /// <summary>Tells, and notes, whether what is asked for so far is what an earlier sync read, unchanged since.</summary>
    public bool IsUnchangedIn(bool optimizes)
    {
        IsUnchanged = optimizes && taken.Count == 0 && Remembered is { Ranges: { } known } && Remembered.Listing == Listing!.Digest() && readTexts.IsSubsetOf(known);
        return IsUnchanged;
    }

    /// <summary>Tells whether exactly those ranges were asked for that the earlier sync read.</summary>
    public bool HasRememberedRanges() => texts.SetEquals(Remembered!.Ranges!);

    public IEnumerable<KeyValuePair<string, string>> RememberedNeeds() =>
        (Remembered?.Needs ?? []).Select(need => need.Split(' ', 2)).Where(parts => parts.Length == 2).Select(parts => KeyValuePair.Create(parts[0], parts[1]));

    /// <summary>Gets those of the chosen versions that were not taken before, and notes that they are.</summary>
    public IReadOnlyList<SemanticVersion> TakeNew(IEnumerable<SemanticVersion> chosen) => [.. chosen.Where(taken.Add).OrderDescending()];

    public CollectionMemory ToRemember() => new(Listing!.Digest())
    {
        Ranges = [.. texts.Order(StringComparer.Ordinal)],
        Versions = Listing.Marks(),
        Needs = [.. Needs.Select(need => $"{need.Key} {need.Value}").Order(StringComparer.Ordinal)],
    };
}
