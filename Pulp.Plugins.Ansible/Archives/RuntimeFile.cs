using System.Text.RegularExpressions;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Reads which versions of ansible-core a collection needs from <c>meta/runtime.yml</c>.
/// </summary>
internal static partial class RuntimeFile
{
    public const string Path = "meta/runtime.yml";
    private const int LongestRange = 255;

    /// <summary>Reads the file.</summary>
    /// <param name="content">Its content; null when there is none.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <returns>The range; null when the file does not say one.</returns>
    public static string? RequiresAnsible(byte[]? content, Findings findings)
    {
        if (content is null)
        {
            findings.Break("meta/runtime.yml is missing: it must say in 'requires_ansible' which versions of ansible-core the collection runs on, for example '>=2.15.0'. Add it.");
            return null;
        }

        try
        {
            var range = YamlDocument.Parse(content)?["requires_ansible"]?.AsText();
            if (string.IsNullOrWhiteSpace(range))
                findings.Break("meta/runtime.yml does not say in 'requires_ansible' which versions of ansible-core the collection runs on, for example '>=2.15.0'. Add it.");
            else if (range.Length > LongestRange || !range.Split(',').All(static part => Specifier().IsMatch(part)))
                findings.Error($"'requires_ansible' in meta/runtime.yml is '{range}', which is no range of versions of at most {LongestRange} characters, as '>=2.15.0,<2.18' is. Change it.");
            return string.IsNullOrWhiteSpace(range) ? null : range;
        }
        catch (YamlFormatException malformed)
        {
            findings.Error($"meta/runtime.yml is not accepted: {malformed.Message}. Mend its YAML.");
            return null;
        }
    }

    // A specifier of Python's packaging (PEP 440, "Version specifiers"); only == and != take a wildcard.
    [GeneratedRegex(
        @"\A\s*(((==|!=)\s*v?([0-9]+!)?[0-9]+(\.[0-9]+)*\.\*)|((~=|==|!=|<=|>=|<|>)\s*v?([0-9]+!)?[0-9]+(\.[0-9]+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?[0-9]*)?(-[0-9]+|[-_.]?(post|rev|r)[-_.]?[0-9]*)?([-_.]?dev[-_.]?[0-9]*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?)|(===\s*[^\s,]+))\s*\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Specifier();
}
