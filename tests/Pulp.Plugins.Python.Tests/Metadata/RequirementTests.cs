using System.Diagnostics;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class RequirementTests
{
    [TestCase("A", "A", "", "", null, null)]
    [TestCase("A.B-C_D", "A.B-C_D", "", "", null, null)]
    [TestCase("name<=1", "name", "", "<=1", null, null)]
    [TestCase("name>=3,<2", "name", "", ">=3,<2", null, null)]
    [TestCase("name (>=3.0)", "name", "", ">=3.0", null, null)]
    [TestCase("name ( >= 3 , < 4 ) ; os_name=='posix'", "name", "", ">=3,<4", null, "os_name=='posix'")]
    [TestCase("requests [security,tests] >= 2.8.1, == 2.8.* ; python_version < \"2.7\"", "requests", "security tests", ">=2.8.1,==2.8.*", null, "python_version < \"2.7\"")]
    [TestCase("name[fred,bar] @ http://foo.com ; python_version=='2.7'", "name", "fred bar", "", "http://foo.com", "python_version=='2.7'")]
    [TestCase("pip @ https://github.com/pypa/pip/archive/1.3.1.zip#sha1=da9234ee", "pip", "", "", "https://github.com/pypa/pip/archive/1.3.1.zip#sha1=da9234ee", null)]
    [TestCase("pip @ https://x/y;not-a-marker", "pip", "", "", "https://x/y;not-a-marker", null)]
    [TestCase("name[]", "name", "", "", null, null)]
    [TestCase("  name  ", "name", "", "", null, null)]
    [TestCase("\tname\t>=1", "name", "", ">=1", null, null)]
    public void Requirements_are_read(string text, string name, string extras, string specifier, string? url, string? marker)
    {
        var requirement = Requirement.Parse(text);

        Assert.That(requirement.Name.Value, Is.EqualTo(name));
        Assert.That(string.Join(' ', requirement.Extras), Is.EqualTo(extras));
        Assert.That(requirement.Specifier.ToString(), Is.EqualTo(specifier));
        Assert.That(requirement.Url, Is.EqualTo(url));
        Assert.That(requirement.Marker?.Text, Is.EqualTo(marker));
        Assert.That(Requirement.Parse(requirement.ToString()).ToString(), Is.EqualTo(requirement.ToString()));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(">=1")]
    [TestCase("-name")]
    [TestCase("name-")]
    [TestCase("name with spaces")]
    [TestCase("name[")]
    [TestCase("name[a")]
    [TestCase("name[a b]")]
    [TestCase("name[a,]")]
    [TestCase("name[-a]")]
    [TestCase("name (>=1")]
    [TestCase("name >=1)")]
    [TestCase("name 1.0")]
    [TestCase("name =>1")]
    [TestCase("name @ ")]
    [TestCase("name; ")]
    [TestCase("name; bogus == 'x'")]
    [TestCase("name; python_version")]
    [TestCase("name; python_version = '3'")]
    [TestCase("name; python_version == 3")]
    [TestCase("name; python_version == '3")]
    [TestCase("name; (python_version == '3'")]
    [TestCase("name; python_version == '3' xor os_name == 'nt'")]
    [TestCase("name; python_version not '3'")]
    [TestCase("name; python_version notin '3'")]
    [TestCase("name>=1\nother")]
    public void Other_texts_are_refused(string? text) => Assert.That(Requirement.TryParse(text, out _), Is.False);

    [Test]
    public void The_error_names_the_place() =>
        Assert.That(Assert.Throws<PackageFormatException>(() => Requirement.Parse("name; bogus == 'x'"))!.Message, Does.Contain("position 6").And.Contain("name; bogus"));

    [TestCase(100_000)]
    [TestCase(1_000)]
    public void Nesting_is_bounded(int depth)
    {
        var watch = Stopwatch.StartNew();

        Assert.That(Requirement.TryParse("a; " + new string('(', depth) + "os_name=='x'" + new string(')', depth), out _), Is.False);
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(1000));
    }

    [TestCase("python_version >= '3.8'", MarkerResult.True)]
    [TestCase("python_version < '3.8'", MarkerResult.False)]
    [TestCase("'3.8' <= python_version", MarkerResult.True)]
    [TestCase("python_version < '3.9'", MarkerResult.False)]
    [TestCase("python_full_version == '3.12.*'", MarkerResult.True)]
    [TestCase("python_version in '3.11, 3.12'", MarkerResult.True)]
    [TestCase("python_version not in '3.11, 3.12'", MarkerResult.False)]
    [TestCase("os.name == 'posix'", MarkerResult.True)]
    [TestCase("sys.platform == 'win32'", MarkerResult.False)]
    [TestCase("python_implementation == 'CPython'", MarkerResult.True)]
    [TestCase("platform.python_implementation != 'CPython'", MarkerResult.False)]
    [TestCase("sys_platform == 'linux' and python_version > '3'", MarkerResult.True)]
    [TestCase("sys_platform == 'win32' or python_version > '3' and os_name == 'nt'", MarkerResult.False)]
    [TestCase("(sys_platform == 'linux' or python_version > '4') and os_name == 'posix'", MarkerResult.True)]
    [TestCase("os_name not  in 'nt java'", MarkerResult.True)]
    [TestCase("sys_platform > 'a'", MarkerResult.False)]
    [TestCase("sys_platform ~= 'linux'", MarkerResult.Possible)]
    [TestCase("platform_release >= '5'", MarkerResult.Possible)]
    [TestCase("platform_release >= '5' or os_name == 'posix'", MarkerResult.True)]
    [TestCase("platform_release >= '5' and os_name == 'nt'", MarkerResult.False)]
    [TestCase("extra == 'test'", MarkerResult.False)]
    [TestCase("extra != 'test'", MarkerResult.True)]
    public void Markers_are_judged_in_an_environment(string marker, MarkerResult expected) =>
        Assert.That(Marker.Parse(marker).Evaluate(MarkerEnvironment.LinuxCPython("3.12")), Is.EqualTo(expected));

    [TestCase("python_version < '3'", MarkerResult.Possible)]
    [TestCase("python_version < '3' and extra == 'test'", MarkerResult.False)]
    [TestCase("python_version < '3' or extra != 'test'", MarkerResult.True)]
    [TestCase("'a' == 'a'", MarkerResult.True)]
    public void In_an_unspecified_environment_markers_may_hold(string marker, MarkerResult expected) =>
        Assert.That(Requirement.Parse("x; " + marker).AppliesIn(MarkerEnvironment.Unspecified), Is.EqualTo(expected));

    [TestCase("extra == 'Test.Suite'", MarkerResult.True)]
    [TestCase("'test-suite' == extra", MarkerResult.True)]
    [TestCase("extra == 'docs'", MarkerResult.False)]
    [TestCase("extra == 'docs' or extra == 'test_suite'", MarkerResult.True)]
    public void Extras_are_compared_normalized(string marker, MarkerResult expected) =>
        Assert.That(Requirement.Parse("x; " + marker).AppliesIn(MarkerEnvironment.Unspecified, ["TEST_suite"]), Is.EqualTo(expected));

    [Test]
    public void A_requirement_without_marker_always_applies() =>
        Assert.That(Requirement.Parse("x>=1").AppliesIn(MarkerEnvironment.Unspecified), Is.EqualTo(MarkerResult.True));

    [Test]
    public void An_environment_takes_known_variables_only() =>
        Assert.That(() => new MarkerEnvironment([new("bogus", "x")]), Throws.ArgumentException);
}
