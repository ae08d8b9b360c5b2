namespace Pulp.Plugins.Python.Index;

/// <summary>Compares version sort keys byte by byte.</summary>
internal sealed class SortKeyComparer : IComparer<byte[]>
{
    public static SortKeyComparer Instance { get; } = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
