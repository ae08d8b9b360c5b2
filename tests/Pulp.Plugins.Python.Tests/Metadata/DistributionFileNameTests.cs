using System.Diagnostics;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class DistributionFileNameTests
{
    [TestCase("foo-1.0-py3-none-any.whl", "foo", "1.0", null, "py3", "none", "any")]
    [TestCase("foo_bar-1.0.post1-1-py2.py3-none-any.whl", "foo_bar", "1.0.post1", "1", "py2.py3", "none", "any")]
    [TestCase("some_PACKAGE-1.0-1000abc-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "some_PACKAGE", "1.0", "1000abc", "cp311", "cp311", "manylinux_2_17_x86_64 manylinux2014_x86_64")]
    [TestCase("foo-1.0+local_1-cp39-abi3-macosx_10_9_universal2.whl", "foo", "1.0+local_1", null, "cp39", "abi3", "macosx_10_9_universal2")]
    [TestCase("foo-1!2.0_1-py3-none-any.WHL", "foo", "1!2.0_1", null, "py3", "none", "any")]
    public void Wheels_are_read(string fileName, string name, string version, string? build, string python, string abi, string platforms)
    {
        var parsed = DistributionFileName.Parse(fileName);

        Assert.That(parsed.PackageType, Is.EqualTo(PackageType.Wheel));
        Assert.That(parsed.PackageType.ToWireName(), Is.EqualTo("bdist_wheel"));
        Assert.That((parsed.Name, parsed.Version, parsed.BuildTag, parsed.PythonVersionTag), Is.EqualTo((name, version, build, python)));
        Assert.That(string.Join('.', parsed.PythonTags), Is.EqualTo(python));
        Assert.That(parsed.AbiTags, Is.EqualTo([abi]));
        Assert.That(string.Join(' ', parsed.PlatformTags), Is.EqualTo(platforms));
    }

    [TestCase("foo-1.0-py3-none.whl", TestName = "W13 four parts")]
    [TestCase("foo-1.0-1-2-py3-none-any.whl", TestName = "W13 seven parts")]
    [TestCase("foo-1.0-x1-py3-none-any.whl", TestName = "A build tag without digit")]
    [TestCase("foo--1.0-py3-none-any.whl", TestName = "An empty version")]
    [TestCase("foo__bar-1.0-py3-none-any.whl", TestName = "A doubled underscore")]
    [TestCase("_foo-1.0-py3-none-any.whl", TestName = "A name that starts with an underscore")]
    [TestCase("foo-banana-py3-none-any.whl", TestName = "A version that is none")]
    [TestCase("foo-\u0661.0-py3-none-any.whl", TestName = "W14 unicode digits")]
    [TestCase("foo-1.0-py3..py2-none-any.whl", TestName = "An empty tag")]
    [TestCase("foo-1.0-py3-none-any .whl", TestName = "A blank")]
    [TestCase("foo-1.0-py3-no<ne-any.whl", TestName = "Markup")]
    [TestCase(".whl", TestName = "Nothing but the extension")]
    public void Broken_wheel_names_are_refused(string fileName) => Assert.That(DistributionFileName.TryParse(fileName, out _), Is.False);

    [TestCase("foo-1.0.tar.gz", null, "foo", "1.0")]
    [TestCase("foo_bar-1.0.zip", null, "foo_bar", "1.0")]
    [TestCase("foo-1.0.tar.bz2", null, "foo", "1.0")]
    [TestCase("python-dateutil-2.8.2.tar.gz", null, "python-dateutil", "2.8.2")]
    [TestCase("foo-2-1.0.tar.gz", null, "foo-2", "1.0")]
    [TestCase("foo-1.0-1.tar.gz", null, "foo", "1.0-1")]
    [TestCase("foo-1.0-rc1.tar.gz", null, "foo", "1.0-rc1")]
    [TestCase("foo-2-1.tar.gz", null, "foo", "2-1")]
    [TestCase("foo-2-1.tar.gz", "Foo.2", "foo-2", "1")]
    [TestCase("pytz-2004c-beta.tar.gz", null, "pytz", "2004c-beta")]
    [TestCase("foo-1.0-final-x.tar.gz", null, "foo", "1.0-final-x")]
    [TestCase("foo-bar-banana.tar.gz", null, "foo-bar", "banana")]
    [TestCase("foo-bar-banana.tar.gz", "foo", "foo", "bar-banana")]
    [TestCase("zope.interface-5.0.zip", "zope-interface", "zope.interface", "5.0")]
    [TestCase("foo-1.0.TAR.GZ", null, "foo", "1.0")]
    public void Source_distributions_are_split_at_the_right_hyphen(string fileName, string? project, string name, string version)
    {
        var parsed = DistributionFileName.Parse(fileName, project is null ? null : ProjectName.Parse(project));

        Assert.That((parsed.PackageType, parsed.Name, parsed.Version, parsed.PythonVersionTag), Is.EqualTo((PackageType.SourceDistribution, name, version, "source")));
        Assert.That(parsed.Stem, Is.EqualTo($"{name}-{version}"));
    }

    [TestCase("foo-1.0.tar.gz", "bar")]
    [TestCase("foo.tar.gz", null)]
    [TestCase("foo-.tar.gz", null)]
    [TestCase("-1.0.tar.gz", null)]
    public void Source_distributions_of_no_or_another_project_are_refused(string fileName, string? project) =>
        Assert.That(DistributionFileName.TryParse(fileName, out _, project is null ? null : ProjectName.Parse(project)), Is.False);

    [TestCase("foo-1.0-py2.7.egg", "foo", "1.0", "2.7", "")]
    [TestCase("foo_bar-1.0-py3.8-linux-x86_64.egg", "foo_bar", "1.0", "3.8", "linux-x86_64")]
    [TestCase("foo-1.0.egg", "foo", "1.0", "any", "")]
    [TestCase("foo-py-1.0-py3.10.egg", "foo-py", "1.0", "3.10", "")]
    public void Eggs_are_read(string fileName, string name, string version, string python, string platform)
    {
        var parsed = DistributionFileName.Parse(fileName);

        Assert.That((parsed.PackageType, parsed.Name, parsed.Version, parsed.PythonVersionTag), Is.EqualTo((PackageType.Egg, name, version, python)));
        Assert.That(string.Join(' ', parsed.PlatformTags), Is.EqualTo(platform));
    }

    [TestCase("foo-1.0.win32.exe", "any", "win32")]
    [TestCase("foo-1.0.win32-py2.7.exe", "2.7", "win32")]
    [TestCase("foo-1.0.win-amd64-py3.4.exe", "3.4", "win-amd64")]
    public void Windows_installers_are_read(string fileName, string python, string platform)
    {
        var parsed = DistributionFileName.Parse(fileName);

        Assert.That((parsed.PackageType, parsed.Name, parsed.Version, parsed.PythonVersionTag), Is.EqualTo((PackageType.WindowsInstaller, "foo", "1.0", python)));
        Assert.That(parsed.PlatformTags, Is.EqualTo([platform]));
    }

    [TestCase("foo-1.0.exe")]
    [TestCase("foo-1.0.rpm")]
    [TestCase("foo-1.0.msi")]
    [TestCase("foo-1.0.tar.xz")]
    [TestCase("foo-1.0.tgz")]
    [TestCase("foo-1.0.tar")]
    [TestCase("foo-1.0.whl.metadata")]
    [TestCase("foo")]
    public void Other_kinds_are_refused(string fileName) => Assert.That(DistributionFileName.TryParse(fileName, out _), Is.False);

    [TestCase(null)]
    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("../foo-1.0-py3-none-any.whl")]
    [TestCase("a/foo-1.0-py3-none-any.whl")]
    [TestCase("a\\foo-1.0-py3-none-any.whl")]
    [TestCase("foo-1.0-py3-none-any.whl\0.txt")]
    [TestCase("foo\r\n-1.0-py3-none-any.whl")]
    [TestCase("foo\u0085-1.0-py3-none-any.whl")]
    public void Unsafe_names_are_refused(string? fileName)
    {
        Assert.That(DistributionFileName.TryParse(fileName, out _), Is.False);
        Assert.That(DistributionFileName.IsSafe(fileName), Is.False);
    }

    [Test]
    public void Names_over_255_characters_are_refused()
    {
        var longest = "foo-1.0-py3-none-" + new string('a', 255 - 21) + ".whl";

        Assert.That(DistributionFileName.TryParse(longest, out _));
        Assert.That(DistributionFileName.TryParse("x" + longest, out _), Is.False);
    }

    [TestCase("foo-1.0-py3-none-{0}.whl")]
    [TestCase("foo-{0}.tar.gz")]
    [TestCase("{0}.whl")]
    public void Huge_names_are_refused_at_once(string pattern)
    {
        var huge = string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, string.Concat(Enumerable.Repeat("a.-", 10_000)));
        var watch = Stopwatch.StartNew();

        Assert.That(DistributionFileName.TryParse(huge, out _), Is.False);
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(50));
    }

    [TestCase("sdist", PackageType.SourceDistribution)]
    [TestCase("bdist_wheel", PackageType.Wheel)]
    [TestCase("bdist_egg", PackageType.Egg)]
    [TestCase("bdist_wininst", PackageType.WindowsInstaller)]
    [TestCase("bdist_rpm", null)]
    [TestCase(null, null)]
    public void Package_types_have_wire_names(string? name, PackageType? type)
    {
        Assert.That(PackageTypeNames.FromWireName(name), Is.EqualTo(type));
        Assert.That(type?.ToWireName() ?? name, Is.EqualTo(name));
    }
}
