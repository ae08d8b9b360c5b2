using Pulp.Digests;
using Microsoft.Extensions.Logging;
using Pulp.Server.Settings;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed class SettingBinderTests
{
    [TestCase("ReadingNeedsLogin")]
    [TestCase("readingneedslogin")]
    [TestCase("READING_NEEDS_LOGIN")]
    public void Names_ignore_case_and_underscores(string name)
    {
        var settings = new ServerSettings();
        var binder = new SettingBinder(settings);

        binder.Apply(name, "true", "test");

        Assert.That(binder.Errors, Is.Empty);
        Assert.That(settings.Pulp.ReadingNeedsLogin, Is.True);
    }

    [TestCase("30s", 30)]
    [TestCase("5m", 300)]
    [TestCase("1.5h", 5400)]
    [TestCase("7d", 604800)]
    [TestCase("00:00:10", 10)]
    [TestCase("0s", 0)]
    public void Times_are_read_with_a_unit_or_as_clock_time(string text, int seconds)
    {
        var settings = new ServerSettings();

        new SettingBinder(settings).Apply("TaskProtectionTime", text, "test");

        Assert.That(settings.Pulp.TaskProtectionTime, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public void A_choice_is_read_by_its_name_in_any_case()
    {
        var settings = new ServerSettings();

        new SettingBinder(settings).Apply("LOG_LEVEL", "warning", "test");

        Assert.That(settings.LogLevel, Is.EqualTo(LogLevel.Warning));
    }

    [Test]
    public void Lists_are_separated_by_commas_and_replace_what_was_there()
    {
        var settings = new ServerSettings();
        var binder = new SettingBinder(settings);

        binder.Apply("AllowedImportPaths", "/a", "file");
        binder.Apply("AllowedImportPaths", "/b, /c", "environment");

        Assert.That(settings.Pulp.AllowedImportPaths, Is.EqualTo(new[] { "/b", "/c" }));
    }

    [Test]
    public void Checksums_are_named_in_any_case()
    {
        var settings = new ServerSettings();

        new SettingBinder(settings).Apply("ContentChecksums", "md5, SHA512,sha256", "test");

        Assert.That(settings.Pulp.ContentChecksums, Is.EquivalentTo(new[] { DigestAlgorithm.Md5, DigestAlgorithm.Sha512, DigestAlgorithm.Sha256 }));
    }

    [TestCase("ReadingNeedsLogin", "yes", "true or false")]
    [TestCase("MaximumRunningTasks", "many", "a whole number")]
    [TestCase("CacheSize", "99999999999999999999", "a whole number")]
    [TestCase("TaskGraceInterval", "soon", "30s")]
    [TestCase("TaskGraceInterval", "1e300d", "30s")]
    [TestCase("ContentChecksums", "sha256,crc32", "md5")]
    [TestCase("ContentChecksums", "sha256,sha224", "sha512")]
    [TestCase("LogLevel", "loud", "Warning")]
    [TestCase("LogLevel", "3", "Warning")]
    public void A_wrong_value_is_named_with_what_is_expected(string name, string value, string expected)
    {
        var binder = new SettingBinder(new ServerSettings());

        binder.Apply(name, value, "appsettings.json");

        Assert.That(binder.Errors, Has.Count.EqualTo(1));
        Assert.That(binder.Errors[0], Does.StartWith("appsettings.json: ").And.Contain($"'{value}'").And.Contain(name).And.Contain(expected));
    }

    [Test]
    public void An_unknown_name_near_a_known_one_gets_a_suggestion()
    {
        var binder = new SettingBinder(new ServerSettings());

        binder.Apply("CONTENT_ORIGN", "x", "environment variable PULP_CONTENT_ORIGN");

        Assert.That(binder.Errors[0], Does.Contain("'CONTENT_ORIGN'").And.Contain("Did you mean 'ContentOrigin'?"));
    }

    [Test]
    public void An_unknown_name_far_from_all_gets_the_list()
    {
        var binder = new SettingBinder(new ServerSettings());

        binder.Apply("Colour", "x", "test");

        Assert.That(binder.Errors[0], Does.Contain("The settings are:").And.Contain("ApiRoot").And.Contain("Urls"));
    }

    [Test]
    public void Every_option_of_the_library_is_a_setting()
    {
        var names = new SettingBinder(new ServerSettings()).Names.ToList();

        Assert.That(names, Is.SupersetOf(typeof(PulpOptions).GetProperties().Select(property => property.Name)));
        Assert.That(names, Does.Contain("AdminPassword").And.Contain("AllowedNetworks"));
    }
}
