using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Plugins;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed class PluginOptionsTests
{
    [Test]
    public void Settings_of_a_plugin_come_from_file_environment_and_command_line_the_later_wins()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{ "Pulp": { "Sample": { "Size": 1, "Pause": "5m", "Names": ["a", "b"] } } }""");
        try
        {
            var settings = SettingsReader.Read([file], [new("PULP_SAMPLE__SIZE", "2")], [new("sample.Is_On", "true"), new("sample.Size", "3"), new("Plugins", AppContext.BaseDirectory)]);
            var options = Fill(settings.OfPlugins);
            Assert.That((options.Size, options.Pause, options.IsOn), Is.EqualTo((3, TimeSpan.FromMinutes(5), true)));
            Assert.That(options.Names, Is.EqualTo(new[] { "a", "b" }));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("sample", "Nonsense", "1", "there is no setting 'sample.Nonsense'. The settings are: sample.IsOn, sample.Names, sample.Pause, sample.Size.")]
    [TestCase("sample", "Size", "x", "'x' is no value for 'sample.Size'")]
    [TestCase("sample", "Sise", "1", "Did you mean 'sample.Size'?")]
    [TestCase("other", "Size", "1", "there is no plugin 'other' that takes settings")]
    public void A_setting_that_names_nothing_or_makes_no_sense_stops_the_start(string label, string name, string value, string problem) =>
        Assert.That(() => Fill([new PluginSetting(label, name, value, "test")]), Throws.TypeOf<InvalidSettingsException>().With.Message.Contains(problem));

    private static SampleOptions Fill(IReadOnlyList<PluginSetting> settings)
    {
        var services = new ServiceCollection();
        new PluginBuilder("sample", services).AddOptions<SampleOptions>();
        PluginOptions.Fill(services, settings);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<SampleOptions>>().Value;
    }

    private sealed class SampleOptions
    {
        public int Size { get; set; }

        public TimeSpan Pause { get; set; }

        public bool IsOn { get; set; }

        public IList<string> Names { get; set; } = [];
    }
}
