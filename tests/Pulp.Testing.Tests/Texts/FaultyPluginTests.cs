using Pulp.Testing.Plugins;
using Pulp.Testing.Upstream;
using static Pulp.Testing.Tests.Texts.TextScenario;

namespace Pulp.Testing.Tests.Texts;

/// <summary>Shows that the specifications see what is wrong with a plugin, and nothing in one that is right.</summary>
public sealed class FaultyPluginTests
{
    [Test]
    public Task A_plugin_that_accepts_wrong_bytes_is_found() => AssertFoundAsync(
        typeof(SyncFaultSpecification<WithoutDigests>), typeof(SyncFaultSpecification<Right>), "A_file_that_is_not_what_upstream_said_is_refused", FakeFault.WrongBytes);

    [Test]
    public Task A_plugin_that_serves_wrong_bytes_is_found() => AssertFoundAsync(
        typeof(OnDemandSpecification<WithoutDigests>), typeof(OnDemandSpecification<Right>), "A_wrong_file_is_neither_served_whole_nor_kept", "on_demand");

    [Test]
    public Task A_plugin_that_empties_a_mirror_in_an_outage_is_found() => AssertFoundAsync(
        typeof(SyncFaultSpecification<WithOutagesForAbsence>), typeof(SyncFaultSpecification<Right>), "An_outage_of_the_whole_upstream_leaves_the_repository_as_it_was", FakeFault.Status(503));

    [Test]
    public Task A_plugin_that_accepts_any_file_is_found() => AssertFoundAsync(
        typeof(UploadSpecification<AcceptingAnything>), typeof(UploadSpecification<Right>), "A_broken_file_is_refused_with_a_reason_and_leaves_nothing", false);

    [Test]
    public Task A_plugin_that_stumbles_over_a_file_is_found() => AssertFoundAsync(
        typeof(UploadSpecification<Careless>), typeof(UploadSpecification<Right>), "A_broken_file_is_refused_with_a_reason_and_leaves_nothing", true);

    [Test]
    public Task A_plugin_whose_units_are_new_each_time_is_found() => AssertFoundAsync(
        typeof(UploadSpecification<WithUnstableKeys>), typeof(UploadSpecification<Right>), "The_same_file_again_is_the_same_unit");

    [Test]
    public Task A_plugin_whose_syncs_are_new_each_time_is_found() => AssertFoundAsync(
        typeof(SyncSpecification<WithUnstableKeys>), typeof(SyncSpecification<Right>), "An_unchanged_upstream_makes_no_version", true);

    [Test]
    public Task A_plugin_that_mirrors_what_is_gone_is_found() => AssertFoundAsync(
        typeof(SyncSpecification<NeverForgetting>), typeof(SyncSpecification<Right>), "What_upstream_drops_is_removed_by_a_mirror");

    [Test]
    public Task A_plugin_whose_units_are_others_elsewhere_is_found() => AssertFoundAsync(
        typeof(ExportSpecification<WithUnstableKeys>), typeof(ExportSpecification<Right>), "A_version_is_the_same_in_another_Pulp");

    [Test]
    public Task A_plugin_that_forgets_a_value_is_found() => AssertFoundAsync(
        typeof(IdentitySpecification<Forgetful>), typeof(IdentitySpecification<Right>), "Units_survive_their_document");

    [Test]
    public Task A_plugin_with_a_class_that_cannot_be_made_is_found() => AssertFoundAsync(
        typeof(IdentitySpecification<Incomplete>), typeof(IdentitySpecification<Right>), "Every_class_that_is_declared_can_be_made_by_the_container");

    [Test]
    public Task A_scenario_that_changes_nothing_is_found() => AssertFoundAsync(
        typeof(ImmutabilitySpecification<Unchanging>), typeof(ImmutabilitySpecification<Right>), "A_unit_stays_as_it_is_when_upstream_says_something_else", false);

    private static async Task AssertFoundAsync(Type faulty, Type right, string test, params object?[] arguments)
    {
        Assert.That(await FixtureTrial.RunAsync(faulty, test, arguments), Is.Not.Null, "The fault is found.");
        Assert.That(await FixtureTrial.RunAsync(right, test, arguments), Is.Null, "There is no other.");
    }
}
