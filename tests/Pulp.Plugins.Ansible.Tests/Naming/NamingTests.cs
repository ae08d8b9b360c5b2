using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Tests.Naming;

public sealed class NamingTests
{
    [TestCase("community.general", true)]
    [TestCase("a1.b_2", true)]
    [TestCase("Community.general", false)]
    [TestCase("1a.general", false)]
    [TestCase("_a.general", false)]
    [TestCase("a__b.general", false)]
    [TestCase("ab_.general", false)]
    [TestCase("a.general", false)]
    [TestCase("acme.import", false)]
    [TestCase("acme", false)]
    [TestCase("acme.a.b", false)]
    [TestCase("acme.tööls", false)]
    public void Names_of_collections_follow_the_rules(string text, bool isName)
    {
        Assert.That(CollectionName.TryParse(text, out var name), Is.EqualTo(isName));
        if (isName)
            Assert.That(name.ToString(), Is.EqualTo(text));
    }

    [TestCase("acme-tools-1.0.0.tar.gz", "acme.tools", "1.0.0")]
    [TestCase("acme-tools-1.0.0-rc.1.tar.gz", "acme.tools", "1.0.0-rc.1")]
    public void File_names_are_read(string text, string collection, string version)
    {
        Assert.That(CollectionFileName.TryParse(text, out var file), Is.True);
        Assert.That((file!.Collection.ToString(), file.Version.Text, file.ToString()), Is.EqualTo((collection, version, text)));
    }

    [TestCase("acme-tools-1.0.tar.gz")]
    [TestCase("acme-tools.tar.gz")]
    [TestCase("acme.tools-1.0.0.tar.gz")]
    [TestCase("x/acme-tools-1.0.0.tar.gz")]
    [TestCase("acme-tools-1.0.0.zip")]
    public void What_is_no_file_name_of_a_collection_is_refused(string text) => Assert.That(CollectionFileName.TryParse(text, out _), Is.False);

    [TestCase("*", "1.0.0", true)]
    [TestCase("", "1.0.0-rc.1", true)]
    [TestCase("1.0.0", "1.0.0", true)]
    [TestCase("==1.0.0", "1.0.1", false)]
    [TestCase(">=1.0.0,<2.0.0", "1.9.9", true)]
    [TestCase(">=1.0.0, <2.0.0", "2.0.0", false)]
    [TestCase(">=1.0.0,!=1.5.0", "1.5.0", false)]
    [TestCase(">1.0.0", "1.0.0", false)]
    [TestCase(">=2.0.0,<3.0", "2.9.9", true)]
    [TestCase(">=2,<3.0", "3.0.0", false)]
    [TestCase("<=1.0.0", "1.0.0", true)]
    [TestCase("*,>=2.0.0", "1.0.0", false)]
    public void Ranges_hold_the_versions_that_pass_every_comparison(string range, string version, bool isIn)
    {
        Assert.That(VersionRange.TryParse(range, out var read), Is.True);
        Assert.That(SemanticVersion.TryParse(version, out var candidate), Is.True);
        Assert.That(read!.Contains(candidate!), Is.EqualTo(isIn));
    }

    [TestCase("~1.0.0")]
    [TestCase("latest")]
    public void What_is_no_range_is_refused(string text) => Assert.That(VersionRange.TryParse(text, out _), Is.False);
}
