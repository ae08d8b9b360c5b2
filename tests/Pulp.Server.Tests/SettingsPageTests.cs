using System.Collections;
using System.Text.RegularExpressions;
using Pulp.Server.Settings;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed partial class SettingsPageTests
{
    // Their defaults depend on the machine, or are no value that could be written.
    private static readonly string[] InWords = ["Data", "Plugins", "WorkingFolder", "MaximumRunningTasks", "AdminPassword", "ContentOrigin", "PathBase"];
    private readonly Dictionary<string, string> described = Rows().Matches(File.ReadAllText(FindPage()))
        .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value, StringComparer.Ordinal);

    [Test]
    public void The_page_lists_every_setting_and_no_other() =>
        Assert.That(described.Keys, Is.EquivalentTo(new SettingBinder(new ServerSettings()).Names));

    [Test]
    public void The_defaults_on_the_page_are_true()
    {
        foreach (var (name, text) in described.Where(row => !InWords.Contains(row.Key)))
        {
            var settings = new ServerSettings();
            var binder = new SettingBinder(settings);
            if (text != "none")
                binder.Apply(name, text.Trim('`'), "page");

            Assert.That(binder.Errors, Is.Empty, name);
            Assert.That(ValueOf(settings, name), Is.EqualTo(ValueOf(new ServerSettings(), name)), name);
            Assert.That(text == "none", Is.EqualTo(ValueOf(settings, name) is IList { Count: 0 }), name);
        }
    }

    private static object? ValueOf(ServerSettings settings, string name) => new object[] { settings, settings.Pulp, settings.Egress }
        .Select(owner => owner.GetType().GetProperty(name)?.GetValue(owner)).FirstOrDefault(value => value is not null);

    private static string FindPage()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Pulp.sln")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "docs", "settings.md");
    }

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z]+)` \| (?<default>[^|]+) \|", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Rows();
}
