using System.Text;
using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Knows which files of a collection's sources are not part of it: those of the build itself, and those its <c>build_ignore</c> names.
/// </summary>
internal sealed class BuildIgnore
{
    private readonly List<Regex> patterns;

    public BuildIgnore(string @namespace, string name, IEnumerable<string> further)
        : this([".git", "galaxy.yml", "galaxy.yaml", "*.pyc", "*.retry", "tests/output", "MANIFEST.json", "FILES.json", $"{@namespace}-{name}-*.tar.gz", .. further])
    {
    }

    public BuildIgnore(IEnumerable<string> patterns) => this.patterns = [.. patterns.Select(ToRegex)];

    /// <summary>Tells whether a file or folder is left out.</summary>
    /// <param name="path">Its path below the collection, with slashes.</param>
    public bool Matches(string path) => patterns.Exists(pattern => pattern.IsMatch(path));

    // Python's fnmatch: a star and a question mark stand for slashes too.
    private static Regex ToRegex(string pattern)
    {
        var text = new StringBuilder(@"\A");
        foreach (var character in pattern.TrimEnd('/'))
            text.Append(character switch { '*' => ".*", '?' => ".", _ => Regex.Escape(character.ToString()) });
        return new Regex(text.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }
}
