using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pulp.Plugins.Python.Index;

/// <summary>Where the attributes of one tag are in the page.</summary>
internal struct HtmlAttributes
{
    /// <summary>The number of attributes of a tag that are kept; links have half as many.</summary>
    public const int Capacity = 16;

    private Ranges _names;
    private Ranges _values;

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(Range name, Range value)
    {
        if (Count < Capacity)
        {
            _names[Count] = name;
            _values[Count++] = value;
        }
    }

    /// <summary>Gets the name of an attribute as written.</summary>
    public readonly ReadOnlySpan<byte> Name(ReadOnlySpan<byte> page, int index) => page[_names[index]];

    /// <summary>Gets the value of an attribute, its character references decoded.</summary>
    public readonly string Value(ReadOnlySpan<byte> page, int index) => Decode(page[_values[index]]);

    /// <summary>Gets the value of the first attribute of a name, or <see langword="null"/>.</summary>
    public readonly string? Find(ReadOnlySpan<byte> page, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(Name(page, i), name))
            {
                return Value(page, i);
            }
        }

        return null;
    }

    /// <summary>Decodes text of a page.</summary>
    public static string Decode(ReadOnlySpan<byte> text)
    {
        var decoded = Encoding.UTF8.GetString(text);
        return text.Contains((byte)'&') ? WebUtility.HtmlDecode(decoded) : decoded;
    }

    [InlineArray(Capacity)]
    private struct Ranges
    {
        private Range _first;
    }
}
