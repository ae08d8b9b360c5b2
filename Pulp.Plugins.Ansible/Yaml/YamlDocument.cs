using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Reads a YAML document as data: one document, bounded, no tags that make objects, aliases only as often as the bounds allow.
/// </summary>
internal sealed class YamlDocument
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly IParser parser;
    private readonly YamlLimits limits;
    private readonly Dictionary<AnchorName, YamlNode> anchors = [];
    private int nodes;
    private int depth;

    private YamlDocument(string text, YamlLimits limits)
    {
        parser = new Parser(new StringReader(text));
        this.limits = limits;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">Its bytes, with or without a byte order mark.</param>
    /// <param name="limits">Bounds; null for the default.</param>
    /// <returns>The value; null when the document is empty.</returns>
    /// <exception cref="YamlFormatException">It is not acceptable.</exception>
    public static YamlNode? Parse(ReadOnlySpan<byte> utf8, YamlLimits? limits = null)
    {
        if (utf8.Length > 4L * (limits ?? YamlLimits.Default).MaxLength)
            throw TooLong(limits ?? YamlLimits.Default);
        string text;
        try
        {
            text = StrictUtf8.GetString(utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8);
        }
        catch (DecoderFallbackException invalid)
        {
            throw new YamlFormatException("the text is not UTF-8", 1, invalid);
        }

        return Parse(text, limits);
    }

    /// <summary>Reads a document.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="limits">Bounds; null for the default.</param>
    /// <returns>The value; null when the document is empty.</returns>
    /// <exception cref="YamlFormatException">It is not acceptable.</exception>
    public static YamlNode? Parse(string text, YamlLimits? limits = null)
    {
        var bounds = limits ?? YamlLimits.Default;
        if (text.Length > bounds.MaxLength)
            throw TooLong(bounds);
        for (var attempt = 0; ; attempt++)
        {
            var document = new YamlDocument(text, bounds);
            try
            {
                return document.Read();
            }
            catch (YamlException malformed)
            {
                if (!YamlQuotes.TryIndent(text, malformed, attempt, out var mended))
                    throw new YamlFormatException($"the YAML is malformed: {malformed.Message}", Math.Max(1, malformed.Start.Line), malformed);
                text = mended;
            }
            catch (Exception malformed) when (malformed is InvalidOperationException or ArgumentException)
            {
                // What the scanner throws at lines in brackets that are not indented, at some mixtures of tabs and line breaks, and at tags that are no addresses.
                var before = document.parser.Current?.End ?? Mark.Empty;
                if (malformed is not InvalidOperationException || !YamlFlows.TryIndent(text, before, attempt, out var mended))
                    throw new YamlFormatException("the YAML is malformed", Math.Max(1, before.Line), malformed);
                text = mended;
            }
        }
    }

    private YamlNode? Read()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
            return null;
        var node = ReadNode();
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            throw Refused("a second document begins; there must be one", second);
        return node.IsNull ? null : node;
    }

    private YamlNode ReadNode()
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.TryGetValue(alias.Value, out var known) ? Count(known, alias) : throw Refused($"the alias '*{alias.Value}' stands within its own value, or before it", alias);
        if (parser.TryConsume<Scalar>(out var scalar))
            return Keep(scalar, YamlNode.Scalar(scalar.Value, YamlTags.IsPlain(scalar), scalar.Start.Line));
        if (++depth > limits.MaxDepth)
            throw Refused($"lists and mappings are nested more than {limits.MaxDepth} levels deep", parser.Current!);
        var node = parser.TryConsume<SequenceStart>(out var sequence) ? Keep(sequence, ReadSequence(sequence)) : ReadMapping(parser.Consume<MappingStart>());
        depth--;
        return node;
    }

    private YamlNode ReadSequence(SequenceStart start)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode());
        return YamlNode.Sequence(items, start.Start.Line);
    }

    private YamlNode ReadMapping(MappingStart start)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode();
            if (key.Kind != YamlKind.Scalar)
                throw new YamlFormatException("a key must be a text", key.Line);
            var value = ReadNode();
            if (key is { Text: "<<", IsPlain: true })
                merged.Add(value);
            else
                entries[key.Text] = value;
        }

        foreach (var value in merged.SelectMany(value => value.Kind == YamlKind.Sequence ? value.Items : [value]))
        {
            if (value.Kind != YamlKind.Mapping)
                throw new YamlFormatException("only mappings can be merged into a mapping", value.Line);
            foreach (var (key, node) in value.Entries)
                entries.TryAdd(key, node);
        }

        return Keep(start, YamlNode.Mapping([.. entries], start.Start.Line));
    }

    // A node that has an anchor is known from its end on, so that no value holds itself.
    private YamlNode Keep(NodeEvent start, YamlNode node)
    {
        if (!YamlTags.IsAllowed(start))
            throw Refused($"the tag '{start.Tag.Value}' is not allowed: only data is read", start);
        if (!start.Anchor.IsEmpty)
            anchors[start.Anchor] = node;
        if (++nodes > limits.MaxNodes)
            throw TooMany(start);
        return node;
    }

    private YamlNode Count(YamlNode node, ParsingEvent alias) => (nodes += node.Weight) is >= 0 and var sum && sum <= limits.MaxNodes ? node : throw TooMany(alias);

    private YamlFormatException TooMany(ParsingEvent at) => Refused($"the document has more than {limits.MaxNodes} values, counting those that aliases repeat", at);

    private static YamlFormatException TooLong(YamlLimits limits) => new($"the document has more than {limits.MaxLength} characters", 1);

    private static YamlFormatException Refused(string rule, ParsingEvent at) => new(rule, at.Start.Line);
}
