namespace Pulp.Sync;

/// <summary>
/// Represents a set of content keys as a bitmap in pages: a million consecutive keys take 125 kB.
/// </summary>
internal sealed class ContentKeySet
{
    private const int PageBits = 1 << 15;
    private readonly Dictionary<long, ulong[]> pages = [];

    public void Add(long key)
    {
        if (!pages.TryGetValue(key / PageBits, out var page))
            pages[key / PageBits] = page = new ulong[PageBits / 64];
        page[key % PageBits / 64] |= 1UL << (int)(key % 64);
    }

    public bool Contains(long key) =>
        pages.TryGetValue(key / PageBits, out var page) && (page[key % PageBits / 64] & (1UL << (int)(key % 64))) != 0;
}
