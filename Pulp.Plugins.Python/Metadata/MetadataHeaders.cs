using System.Text;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Reads the header block and body of a metadata file (RFC 822 as the core metadata specification uses it): <c>Field: value</c>, continuation
/// lines that start with white space, an empty line, the description.
/// </summary>
internal sealed class MetadataHeaders
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, List<string>> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly FindingSink _sink;
    private readonly StringBuilder _value = new();
    private List<string>? _field;

    private MetadataHeaders(FindingSink sink) => _sink = sink;

    /// <summary>Gets the text after the header block; empty when there is none.</summary>
    public string Body { get; private set; } = string.Empty;

    /// <summary>Gets the values of a field in order; continuation lines are kept, separated by <c>\n</c>.</summary>
    public IReadOnlyList<string> this[string field] => _fields.TryGetValue(field, out var values) ? values : [];

    /// <summary>Reads a file, or returns <see langword="null"/> after reporting that it cannot be read at all.</summary>
    public static MetadataHeaders? Read(ReadOnlySpan<byte> content, FindingSink sink)
    {
        if (content.Length > CoreMetadata.MaxBytes)
        {
            sink.Report("METADATA", null, $"the file has {content.Length} bytes, at most {CoreMetadata.MaxBytes} are read");
            return null;
        }

        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || content.Contains((byte)0))
        {
            sink.Report("METADATA", null, "the file is not UTF-8 text (it looks like UTF-16 or binary data)");
            return null;
        }

        if (content is [0xEF, 0xBB, 0xBF, ..])
        {
            sink.Report("METADATA", null, "the file must not begin with a byte order mark, behind which installers find no field");
            content = content[3..];
        }

        var headers = new MetadataHeaders(sink);
        headers.ReadLines(Decode(content, sink));
        return headers;
    }

    private static string Decode(ReadOnlySpan<byte> content, FindingSink sink)
    {
        try
        {
            return Utf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            sink.Report("METADATA", null, "the file is not valid UTF-8");
            return Encoding.Latin1.GetString(content);
        }
    }

    private void ReadLines(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at);
            var line = text.AsSpan(at, (end < 0 ? text.Length : end) - at);
            at = end < 0 ? text.Length : end + 1;
            line = line is [.., '\r'] ? line[..^1] : line;
            if (line.IsEmpty)
            {
                Body = text[at..].ReplaceLineEndings("\n");
                break;
            }

            CheckControls(line);
            if (line[0] is ' ' or '\t')
            {
                Continue(line);
            }
            else
            {
                Begin(line);
            }
        }

        Complete();
    }

    // A lone carriage return ends a line for some readers and not for others, so a value with one could smuggle in a field.
    private void CheckControls(ReadOnlySpan<char> line)
    {
        if (line.Contains('\r'))
        {
            _sink.Report("METADATA", line.ToString(), "a field must not hold a carriage return");
        }
    }

    private void Continue(ReadOnlySpan<char> line)
    {
        if (_field is null)
        {
            _sink.Report("METADATA", line.ToString(), "a continuation line must follow a field");
            return;
        }

        _value.Append('\n').Append(Unindent(line));
    }

    // Tools indent continuation lines by eight blanks, or by seven and a bar (metadata 1.2, "Description").
    private static ReadOnlySpan<char> Unindent(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("       |", StringComparison.Ordinal) || line.StartsWith("        ", StringComparison.Ordinal))
        {
            return line[8..];
        }

        return line.TrimStart(" \t");
    }

    private void Begin(ReadOnlySpan<char> line)
    {
        Complete();
        var colon = line.IndexOf(':');
        var name = colon > 0 ? line[..colon].TrimEnd() : default;
        if (name.IsEmpty || name.ContainsAny(' ', '\t'))
        {
            _sink.Report("METADATA", line.ToString(), "each line of the header is 'Field: value' or a continuation that starts with a blank");
            return;
        }

        var key = name.ToString();
        if (!_fields.TryGetValue(key, out _field))
        {
            _fields.Add(key, _field = []);
        }

        _value.Append(line[(colon + 1)..].Trim());
    }

    private void Complete()
    {
        _field?.Add(_value.ToString());
        _field = null;
        _value.Clear();
    }
}
