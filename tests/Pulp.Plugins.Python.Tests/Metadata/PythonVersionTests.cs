using System.Diagnostics;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class PythonVersionTests
{
    // PEP 440, "Summary of permitted suffixes and relative ordering" and "Examples", and the order the packaging project tests.
    private static readonly string[] Ascending =
    [
        "0.9", "1.dev0", "1.0.dev456", "1.0.dev456+local", "1.0a0", "1.0a0.post0.dev0", "1.0a0.post0", "1.0a1.dev1", "1.0a1.dev1+local", "1.0a1",
        "1.0a1+local", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b0", "1.0b1.dev456", "1.0b2", "1.0b2.post345.dev456", "1.0b2.post345",
        "1.0b2-346", "1.0rc0", "1.0rc1.dev1", "1.0rc1.dev456", "1.0rc1", "1.0rc2", "1.0", "1.0+abc.5", "1.0+abc.7", "1.0+5", "1.0.post0.dev0",
        "1.0.post0", "1.0.post456.dev34", "1.0.post456", "1.0.post456+local", "1.0.1.dev1", "1.0.1a1", "1.0.1", "1.0.1+local", "1.0.1.post1",
        "1.1.dev1", "1.1", "1.2+a", "1.2+abc", "1.2+abcdef", "1.2+def", "1.2+0", "1.2+1", "1.2+1.abc", "1.2+1.1", "1.2+1.1.0", "1.2+2", "1.2+123",
        "1.2+123456", "1.2.r32+123456", "1.2.rev33+123456", "1.10", "1.199", "1.200", "1.255", "1.256", "1.65535", "1.65536", "2013.10",
        "20231231235959123456789", "1" + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000", "1!0.1.dev0",
        "1!1.0", "1!1.0.post1", "2!0", "300!1", "99999999999999999999!1",
    ];

    [Test]
    public void Versions_are_in_the_order_of_the_specification()
    {
        var versions = Ascending.Select(PythonVersion.Parse).ToArray();
        new Random(7).Shuffle(versions);
        Array.Sort(versions);

        Assert.That(versions.Select(version => version.ToString()), Is.EqualTo(Ascending.Select(text => PythonVersion.Parse(text).ToString())));
        for (var i = 1; i < versions.Length; i++)
        {
            Assert.That(versions[i - 1], Is.LessThan(versions[i]));
        }
    }

    [TestCase("1.0", "1.0.0")]
    [TestCase("1", "1.0.0.0")]
    [TestCase("0", "0.0")]
    [TestCase("1.0a1", "1.0.0-alpha_1")]
    [TestCase("1.0+Ubuntu-1", "1.0.0+ubuntu.1")]
    [TestCase("0!1.0", "1.0")]
    [TestCase("1.0.post1", "1.0-1")]
    [TestCase("1.0+001", "1.0+1")]
    public void Versions_that_mean_the_same_are_equal(string left, string right)
    {
        var first = PythonVersion.Parse(left);
        var second = PythonVersion.Parse(right);

        Assert.That(first, Is.EqualTo(second));
        Assert.That(first == second && !(first != second) && first <= second && first >= second);
        Assert.That(first.GetHashCode(), Is.EqualTo(second.GetHashCode()));
        Assert.That(first.ToSortKey(), Is.EqualTo(second.ToSortKey()));
    }

    [TestCase("1.0DEV", "1.0.dev0")]
    [TestCase("1.0.dev", "1.0.dev0")]
    [TestCase("1.0-dev1", "1.0.dev1")]
    [TestCase("1.0_dev_1", "1.0.dev1")]
    [TestCase("1.0.a", "1.0a0")]
    [TestCase("1.0-ALPHA1", "1.0a1")]
    [TestCase("1.0.beta.1", "1.0b1")]
    [TestCase("1.0c1", "1.0rc1")]
    [TestCase("1.0pre2", "1.0rc2")]
    [TestCase("1.0preview3", "1.0rc3")]
    [TestCase("1.0RC", "1.0rc0")]
    [TestCase("1.0a.", "1.0a0")]
    [TestCase("1.0a-", "1.0a0")]
    [TestCase("1.0a--1", "1.0a0.post1")]
    [TestCase("1.0a-1", "1.0a1")]
    [TestCase("1.0a1-1", "1.0a1.post1")]
    [TestCase("1.0.dev-", "1.0.dev0")]
    [TestCase("1.0post", "1.0.post0")]
    [TestCase("1.0-POST1", "1.0.post1")]
    [TestCase("1.0r5", "1.0.post5")]
    [TestCase("1.0-rev5", "1.0.post5")]
    [TestCase("1.0-5", "1.0.post5")]
    [TestCase("1.0-r5.dev6", "1.0.post5.dev6")]
    [TestCase("1.0+AbC", "1.0+abc")]
    [TestCase("1.0+a_b-c.007", "1.0+a.b.c.7")]
    [TestCase("1.01", "1.1")]
    [TestCase("1.0a05", "1.0a5")]
    [TestCase("1.0.post000", "1.0.post0")]
    [TestCase("1.1.dev09000", "1.1.dev9000")]
    [TestCase("00!1.2", "1.2")]
    [TestCase("0100!0.0", "100!0.0")]
    [TestCase("v1.0", "1.0")]
    [TestCase("V1.0", "1.0")]
    [TestCase("  \r \f \v v1.0\t\n", "1.0")]
    [TestCase("1.0.0", "1.0.0")]
    public void Spellings_are_normalized(string text, string expected)
    {
        var version = PythonVersion.Parse(text);

        Assert.That(version.ToString(), Is.EqualTo(expected));
        Assert.That(PythonVersion.Parse(expected), Is.EqualTo(version));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("v")]
    [TestCase("french toast")]
    [TestCase("1.0+a+")]
    [TestCase("1.0++")]
    [TestCase("1.0+_foobar")]
    [TestCase("1.0+foo&asd")]
    [TestCase("1.0+1+1")]
    [TestCase("1.0+")]
    [TestCase("1. 0")]
    [TestCase("1.0 a1")]
    [TestCase("1.0a 1")]
    [TestCase(".")]
    [TestCase("1..0")]
    [TestCase("1.0.")]
    [TestCase(".1.0")]
    [TestCase("!1")]
    [TestCase("1!")]
    [TestCase("1!2!3")]
    [TestCase("1\u00011")]
    [TestCase("1.0\u000Blocal")]
    [TestCase("1.0--1")]
    [TestCase("1.0_1")]
    [TestCase("1.0a1b2")]
    [TestCase("1.0.dev1.post1")]
    [TestCase("vv1")]
    [TestCase("1.0alph1")]
    [TestCase("1.0\u0130")]
    [TestCase("1.0+\u0130")]
    [TestCase("1.0po\u017Ft1")]
    [TestCase("\u0661\u0660.\u0662")]
    [TestCase("1.\uFF11")]
    [TestCase("1.0\u00A0")]
    [TestCase("-1")]
    [TestCase("1.-1")]
    [TestCase("1e3")]
    [TestCase("1.*")]
    [TestCase("1.0\0")]
    public void Other_texts_are_refused(string? text) => Assert.That(PythonVersion.TryParse(text, out _), Is.False);

    [Test]
    public void Long_texts_are_refused_at_once()
    {
        var watch = Stopwatch.StartNew();

        Assert.That(PythonVersion.TryParse("1" + string.Concat(Enumerable.Repeat(".0", 50_000)), out _), Is.False);
        Assert.That(PythonVersion.TryParse(new string('9', 100_000), out _), Is.False);
        Assert.That(PythonVersion.TryParse(new string(' ', 100_000) + "1", out _), Is.False);
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(50));
    }

    [Test]
    public void The_longest_accepted_numbers_sort_by_value()
    {
        var smaller = PythonVersion.Parse("1" + new string('0', 1000));
        var larger = PythonVersion.Parse("2" + new string('0', 1000));
        var longer = PythonVersion.Parse("1" + new string('0', 1001));

        Assert.That(smaller, Is.LessThan(larger));
        Assert.That(larger, Is.LessThan(longer));
    }

    [TestCase("1.0", false, false)]
    [TestCase("1.0a1", true, false)]
    [TestCase("1.0.dev1", true, false)]
    [TestCase("1.0.post1", false, true)]
    [TestCase("1.0.post1.dev2", true, true)]
    [TestCase("1.0rc1.post1", true, true)]
    [TestCase("1.0+a1", false, false)]
    public void Prereleases_and_postreleases_are_told(string text, bool prerelease, bool postrelease)
    {
        var version = PythonVersion.Parse(text);

        Assert.That(version.IsPrerelease, Is.EqualTo(prerelease));
        Assert.That(version.IsPostrelease, Is.EqualTo(postrelease));
    }

    [Test]
    public void Public_and_base_versions_drop_segments()
    {
        var version = PythonVersion.Parse("2!1.0rc1.post2.dev3+linux.4");

        Assert.That(version.Public.ToString(), Is.EqualTo("2!1.0rc1.post2.dev3"));
        Assert.That(version.Base.ToString(), Is.EqualTo("2!1.0"));
    }

    [Test]
    public void Legacy_versions_sort_before_every_valid_version_in_their_own_order()
    {
        string[] legacy = ["", "unknown", "2004x-beta", "2004x", "2004y", "1.x", "1.0-final-2-x", "french toast", "\0\0", "ünïcode", new string('z', 5000)];
        var lowest = PythonVersion.Parse("0.dev0").ToSortKey();

        foreach (var text in legacy)
        {
            Assert.That(PythonVersion.TryParse(text, out _), Is.False, text);
            Assert.That(PythonVersion.SortKeyOf(text).AsSpan().SequenceCompareTo(lowest), Is.LessThan(0), text);
        }

        Assert.That(PythonVersion.SortKeyOf("2004x-beta").AsSpan().SequenceCompareTo(PythonVersion.SortKeyOf("2004x")), Is.LessThan(0));
        Assert.That(PythonVersion.SortKeyOf("2004x").AsSpan().SequenceCompareTo(PythonVersion.SortKeyOf("2004y")), Is.LessThan(0));
        Assert.That(PythonVersion.SortKeyOf("1.0.x9").AsSpan().SequenceCompareTo(PythonVersion.SortKeyOf("1.0.x10")), Is.LessThan(0));
    }

    [Test]
    public void The_sort_key_of_a_valid_text_is_that_of_the_version() =>
        Assert.That(PythonVersion.SortKeyOf("v1.0-1"), Is.EqualTo(PythonVersion.Parse("1.0.post1").ToSortKey()));

    // Keys are stored in databases: a change of the layout needs a rebuild of what is stored.
    [TestCase("0", "0805" + "0102")]
    [TestCase("1.2.3", "08090A0B05" + "0102")]
    [TestCase("1.0.dev4", "080901" + "01010C")]
    [TestCase("1!2.200a1.post2+ab.3", "090AD0C8" + "0209" + "020A" + "02" + "0161620002" + "0B")]
    public void The_layout_of_sort_keys_is_stable(string text, string hex) =>
        Assert.That(Convert.ToHexString(PythonVersion.Parse(text).ToSortKey()), Is.EqualTo(hex));
}
