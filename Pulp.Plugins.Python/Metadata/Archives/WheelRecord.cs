using System.Globalization;
using System.Text;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>
/// The file list of a wheel (<c>RECORD</c>, "Recording installed projects"): one CSV row of path, hash and size per file.
/// </summary>
internal sealed class WheelRecord
{
    private readonly Dictionary<string, WheelRecordRow> _rows = new(StringComparer.Ordinal);

    /// <summary>Gets the rows by path.</summary>
    public IReadOnlyDictionary<string, WheelRecordRow> Rows => _rows;

    /// <summary>Parses the file.</summary>
    /// <exception cref="PackageFormatException">The file is no such list.</exception>
    public static WheelRecord Parse(ReadOnlySpan<byte> content)
    {
        var record = new WheelRecord();
        var fields = new List<string>(3);
        var text = Encoding.UTF8.GetString(content).AsSpan();
        while (!text.IsEmpty)
        {
            text = ReadRow(text, fields);
            if (fields is not [""])
            {
                record.Add(fields);
            }
        }

        return record;
    }

    private void Add(List<string> fields)
    {
        if (fields.Count != 3)
        {
            throw new PackageFormatException("RECORD", string.Join(',', fields), "each row has a path, a hash and a size");
        }

        if (!_rows.TryAdd(fields[0], Row(fields)))
        {
            throw new PackageFormatException("RECORD", fields[0], "a path must be listed once");
        }
    }

    private static WheelRecordRow Row(List<string> fields)
    {
        var equals = fields[1].IndexOf('=');
        if ((equals < 0 && fields[1].Length > 0) || (fields[2].Length > 0 && !fields[2].All(char.IsAsciiDigit)))
        {
            throw new PackageFormatException("RECORD", string.Join(',', fields), "a hash is written as algorithm=digest, a size in decimal");
        }

        var size = long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : (long?)null;
        return equals < 0 ? new WheelRecordRow(null, string.Empty, size) : new WheelRecordRow(fields[1][..equals], fields[1][(equals + 1)..], size);
    }

    // A row of CSV as Python's csv module writes it: a field with a comma, quote or line end is quoted, a quote in it doubled.
    private static ReadOnlySpan<char> ReadRow(ReadOnlySpan<char> text, List<string> fields)
    {
        fields.Clear();
        while (true)
        {
            if (text is ['"', ..])
            {
                text = ReadQuoted(text[1..], fields);
            }
            else
            {
                var end = text.IndexOfAny(",\r\n");
                fields.Add((end < 0 ? text : text[..end]).ToString());
                text = end < 0 ? default : text[end..];
            }

            if (text is not [',', ..])
            {
                return text is ['\r', '\n', ..] ? text[2..] : text.IsEmpty ? text : text[1..];
            }

            text = text[1..];
            if (fields.Count > 3)
            {
                throw new PackageFormatException("RECORD", fields[0], "each row has a path, a hash and a size");
            }
        }
    }

    private static ReadOnlySpan<char> ReadQuoted(ReadOnlySpan<char> text, List<string> fields)
    {
        var field = new StringBuilder();
        while (true)
        {
            var quote = text.IndexOf('"');
            if (quote < 0)
            {
                throw new PackageFormatException("RECORD", null, "a quoted field is not closed");
            }

            field.Append(text[..quote]);
            text = text[(quote + 1)..];
            if (text is not ['"', ..])
            {
                fields.Add(field.ToString());
                return text;
            }

            field.Append('"');
            text = text[1..];
        }
    }
}

/// <summary>One row of a RECORD: hash algorithm, the digest in URL-safe base64 without padding, and size; each may be left out.</summary>
internal readonly record struct WheelRecordRow(string? Algorithm, string Digest, long? Size);
