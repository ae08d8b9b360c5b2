using System.Reflection.Emit;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Testing.Plugins;
using Pulp.Testing.Tests.Texts;

namespace Pulp.Testing.Tests.Plugins;

public sealed class SpecificationCoverageTests
{
    private static readonly Type[] Both = [typeof(SyncSpecification<>), typeof(UploadSpecification<>)];
    private static readonly Type Syncs = FixtureTrial.Derive(typeof(SyncSpecification<FirstScenario>), "Syncs");
    private static readonly Type Uploads = FixtureTrial.Derive(typeof(UploadSpecification<FirstScenario>), "Uploads");
    private static readonly Type UploadsOfAnother = FixtureTrial.Derive(typeof(UploadSpecification<SecondScenario>));
    private static readonly Type IgnoredUploads = FixtureTrial.Derive(
        typeof(UploadSpecification<FirstScenario>), "IgnoredUploads", new CustomAttributeBuilder(typeof(IgnoreAttribute).GetConstructor([typeof(string)])!, ["Later."]));

    [Test]
    public void What_is_derived_for_the_scenario_is_no_gap() =>
        Assert.That(Gaps([Syncs, Uploads]), Is.Empty);

    [Test]
    public void What_is_neither_derived_nor_stated_is_a_gap() =>
        Assert.That(Gaps([Syncs, UploadsOfAnother]), Is.EqualTo(new[] { "UploadSpecification is neither derived nor stated as lacking." }));

    [Test]
    public void What_is_stated_with_a_reason_is_no_gap() =>
        Assert.That(Gaps([Syncs], new LacksAttribute(typeof(UploadSpecification<>), "It only mirrors.")), Is.Empty);

    [Test]
    public void One_test_that_is_stated_does_not_state_the_whole() =>
        Assert.That(
            Gaps([Syncs], new LacksAttribute(typeof(UploadSpecification<>), "Any file is good.") { Test = "A_broken_file_is_refused_with_a_reason_and_leaves_nothing" }),
            Has.Exactly(1).Contains("UploadSpecification is neither"));

    [Test]
    public void What_is_derived_and_stated_contradicts_itself() =>
        Assert.That(Gaps([Syncs, Uploads], new LacksAttribute(typeof(UploadSpecification<>), "It only mirrors.")), Has.Exactly(1).Contains("derived by Uploads"));

    [Test]
    public void A_test_that_does_not_exist_cannot_be_stated() =>
        Assert.That(Gaps([Syncs, Uploads], new LacksAttribute(typeof(UploadSpecification<>), "x") { Test = "No_such_test" }), Has.Exactly(1).Contains("No_such_test"));

    [Test]
    public void What_is_no_specification_cannot_be_stated() =>
        Assert.That(Gaps([Syncs, Uploads], new LacksAttribute(typeof(string), "x")), Has.Exactly(1).Contains("String"));

    [Test]
    public void A_fixture_that_is_ignored_is_a_gap() =>
        Assert.That(Gaps([Syncs, IgnoredUploads]), Has.Exactly(1).Contains("IgnoredUploads is not run"));

    [Test]
    public void A_reason_is_needed() => Assert.That(() => new LacksAttribute(typeof(UploadSpecification<>), " "), Throws.ArgumentException);

    private static IReadOnlyList<string> Gaps(Type[] fixtures, params LacksAttribute[] lacks) => SpecificationCoverage.Gaps(fixtures, Both, typeof(FirstScenario), lacks);

    public class FirstScenario : PluginScenario
    {
        public override PulpPlugin CreatePlugin() => throw new NotSupportedException();

        public override void AddStorage(PulpBuilder pulp, string folder) => throw new NotSupportedException();

        public override IEnumerable<Content> CreateUnits() => [];

        public override byte[] CreateFile(int number) => [];

        public override string PathOf(int number) => "";
    }

    public sealed class SecondScenario : FirstScenario;
}
