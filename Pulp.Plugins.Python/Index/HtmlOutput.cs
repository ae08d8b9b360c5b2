using System.Buffers;
using System.Text;

namespace Pulp.Plugins.Python.Index;

/// <summary>Writes HTML in UTF-8: markup as it is, values escaped for text and quoted attributes.</summary>
internal readonly struct HtmlOutput(IBufferWriter<byte> writer)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'");

    public void Raw(ReadOnlySpan<byte> markup) => writer.Write(markup);

    public void Escaped(ReadOnlySpan<char> value)
    {
        while (true)
        {
            var special = value.IndexOfAny(Special);
            if (special < 0)
            {
                Encoding.UTF8.GetBytes(value, writer);
                return;
            }

            Encoding.UTF8.GetBytes(value[..special], writer);
            writer.Write(Reference(value[special]));
            value = value[(special + 1)..];
        }
    }

    /// <summary>Writes <c> name="value"</c>; the name comes with its leading blank and equals sign.</summary>
    public void Attribute(ReadOnlySpan<byte> name, string value)
    {
        writer.Write(name);
        writer.Write("\""u8);
        Escaped(value);
        writer.Write("\""u8);
    }

    /// <summary>Writes a line of the head.</summary>
    public void Meta(ReadOnlySpan<byte> name, string content)
    {
        writer.Write("    <meta name=\""u8);
        writer.Write(name);
        writer.Write("\""u8);
        Attribute(" content="u8, content);
        writer.Write(">\n"u8);
    }

    private static ReadOnlySpan<byte> Reference(char special) => special switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '"' => "&quot;"u8,
        _ => "&#x27;"u8,
    };
}
