using System.Globalization;
using System.Text;

namespace Pulp.Archives;

/// <summary>What headers of their own say about the member that follows: GNU long names, and the records of pax.</summary>
internal readonly record struct TarExtendedHeaders(string? Name, string? LinkName, long? Size)
{
    public static bool IsOne(char type) => type is 'x' or 'g' or 'L' or 'K';

    public TarEntry Apply(TarEntry entry) => entry with
    {
        Name = Name ?? entry.Name,
        LinkName = LinkName ?? entry.LinkName,
        Size = Size ?? entry.Size,
    };

    public TarExtendedHeaders With(char type, ReadOnlySpan<byte> content) => type switch
    {
        'L' => this with { Name = TarHeader.Text(content) },
        'K' => this with { LinkName = TarHeader.Text(content) },
        _ => WithRecords(content, isGlobal: type == 'g'),
    };

    // Records "length key=value\n" (POSIX pax); global ones hold for all that follows and may only be comments here.
    private TarExtendedHeaders WithRecords(ReadOnlySpan<byte> content, bool isGlobal)
    {
        var result = this;
        while (!content.IsEmpty)
        {
            var blank = content.IndexOf((byte)' ');
            if (blank < 1 || !int.TryParse(content[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > content.Length || content[length - 1] != '\n')
            {
                throw TarHeader.Broken("an extended header is malformed");
            }

            result = result.WithRecord(content[(blank + 1)..(length - 1)], isGlobal);
            content = content[length..];
        }

        return result;
    }

    private TarExtendedHeaders WithRecord(ReadOnlySpan<byte> record, bool isGlobal)
    {
        var equals = record.IndexOf((byte)'=');
        var key = Encoding.UTF8.GetString(record[..Math.Max(0, equals)]);
        var value = Encoding.UTF8.GetString(record[(equals + 1)..]);
        if (key.StartsWith("GNU.sparse.", StringComparison.Ordinal))
            throw TarHeader.Broken("sparse files are not accepted");
        if (isGlobal && key is "path" or "linkpath" or "size")
            throw TarHeader.Broken("a global header must not rename or resize members");
        return key switch
        {
            "path" => this with { Name = value },
            "linkpath" => this with { LinkName = value },
            "size" => this with { Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw TarHeader.Broken("a size is malformed") },
            _ => this,
        };
    }
}
