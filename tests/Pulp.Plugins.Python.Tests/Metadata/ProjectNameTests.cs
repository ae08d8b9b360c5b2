using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class ProjectNameTests
{
    [TestCase("Foo.Bar", "foo-bar")]
    [TestCase("foo__bar--baz..qux", "foo-bar-baz-qux")]
    [TestCase("foo-._.-bar", "foo-bar")]
    [TestCase("A", "a")]
    [TestCase("already-normal2", "already-normal2")]
    [TestCase("_leading", "-leading")]
    [TestCase("", "")]
    public void Names_are_normalized(string name, string expected) => Assert.That(ProjectName.Normalize(name), Is.EqualTo(expected));

    [Test]
    public void A_normalized_name_is_returned_as_it_is()
    {
        var name = new string("requests-toolbelt".ToCharArray());

        Assert.That(ProjectName.Normalize(name), Is.SameAs(name));
    }

    [Test]
    public void A_long_name_is_normalized_too() =>
        Assert.That(ProjectName.Normalize(new string('A', 2000) + "__b"), Is.EqualTo(new string('a', 2000) + "-b"));

    [TestCase("a")]
    [TestCase("0")]
    [TestCase("zope.interface")]
    [TestCase("A_b-c.d9")]
    public void Valid_names_are_read(string text)
    {
        Assert.That(ProjectName.TryParse(text, out var name));
        Assert.That(name!.Value, Is.EqualTo(text));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("-a")]
    [TestCase("a-")]
    [TestCase("a b")]
    [TestCase("a/b")]
    [TestCase("x<img src=x onerror=1>")]
    [TestCase("foo\n")]
    [TestCase("foo\r\nEvil: x")]
    [TestCase("\u212Aelvin")]
    [TestCase("naïve")]
    [TestCase("a\0b")]
    public void Invalid_names_are_refused(string? text) => Assert.That(ProjectName.TryParse(text, out _), Is.False);

    [Test]
    public void A_name_too_long_for_a_file_name_is_refused()
    {
        Assert.That(ProjectName.TryParse(new string('a', 255), out _));
        Assert.That(ProjectName.TryParse(new string('a', 256), out _), Is.False);
    }

    [Test]
    public void Names_are_equal_in_any_spelling()
    {
        Assert.That(ProjectName.Parse("Foo_Bar"), Is.EqualTo(ProjectName.Parse("foo.bar")));
        Assert.That(ProjectName.Parse("Foo_Bar").GetHashCode(), Is.EqualTo(ProjectName.Parse("foo.bar").GetHashCode()));
        Assert.That(ProjectName.Parse("foo"), Is.Not.EqualTo(ProjectName.Parse("bar")));
    }

    [Test]
    public void The_error_names_the_field_and_a_harmless_form_of_the_value()
    {
        var problem = Assert.Throws<PackageFormatException>(() => ProjectName.Parse("foo\r\n" + new string('x', 5000)));

        Assert.That(problem!.Field, Is.EqualTo("Name"));
        Assert.That(problem.Message, Does.Not.Contain("\r").And.Not.Contain("\n"));
        Assert.That(problem.Message, Has.Length.LessThan(500));
    }
}
