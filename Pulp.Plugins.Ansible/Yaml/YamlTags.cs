using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Knows the tags that mean data: those of YAML's own types.
/// </summary>
internal static class YamlTags
{
    private const string Prefix = "tag:yaml.org,2002:";
    private static readonly HashSet<string> Scalars = ["str", "int", "float", "bool", "null", "timestamp", "binary", "merge", "value"];
    private static readonly HashSet<string> Collections = ["map", "seq", "omap", "pairs", "set"];

    public static bool IsAllowed(NodeEvent node) =>
        node.Tag.IsEmpty || node.Tag.IsNonSpecific || (TypeOf(node) is { } type && (node is Scalar ? Scalars : Collections).Contains(type));

    public static bool IsPlain(Scalar scalar) =>
        scalar.Tag.IsEmpty ? scalar.Style is ScalarStyle.Plain : !scalar.Tag.IsNonSpecific && TypeOf(scalar) is not ("str" or "binary");

    private static string? TypeOf(NodeEvent node) => node.Tag.Value.StartsWith(Prefix, StringComparison.Ordinal) ? node.Tag.Value[Prefix.Length..] : null;
}
