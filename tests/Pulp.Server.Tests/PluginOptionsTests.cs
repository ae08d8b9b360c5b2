using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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
    [TestCase("plain", "Size", "1", "the plugin 'plain' takes no settings")]
    public void A_setting_that_names_nothing_or_makes_no_sense_stops_the_start(string label, string name, string value, string problem) =>
        Assert.That(() => Fill([new PluginSetting(label, name, value, "test")]), Throws.TypeOf<InvalidSettingsException>().With.Message.Contains(problem));

    [Test]
    public async Task Settings_of_a_plugin_that_is_not_there_are_named_in_the_log_and_do_not_stop_the_start()
    {
        var log = new RecordingLogs();
        await using var provider = Build([new PluginSetting("gone", "Key", "secret", "pulp.json"), new PluginSetting("Refused", "Size", "1", "pulp.json"), new PluginSetting("sample", "Size", "3", "pulp.json")], log);
        Assert.That(provider.GetRequiredService<IOptions<SampleOptions>>().Value.Size, Is.EqualTo(3));
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        Assert.That(log.Lines, Is.EqualTo(new[] { "Warning: The setting gone.Key (pulp.json) is ignored: there is no plugin 'gone'" }));
    }

    private static SampleOptions Fill(IReadOnlyList<PluginSetting> settings)
    {
        using var provider = Build(settings);
        return provider.GetRequiredService<IOptions<SampleOptions>>().Value;
    }

    private static ServiceProvider Build(IReadOnlyList<PluginSetting> settings, RecordingLogs? log = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (log is not null)
                logging.AddProvider(log);
        });
        new PluginBuilder("sample", services).AddOptions<SampleOptions>();
        services.AddSingleton(new PluginStatus { Label = "plain", State = PluginState.Loaded });
        services.AddSingleton(new PluginStatus { Label = "refused", State = PluginState.Refused, Reason = "it is broken" });
        PluginOptions.Fill(services, settings);
        return services.BuildServiceProvider();
    }

    private sealed class RecordingLogs : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }

    private sealed class SampleOptions
    {
        public int Size { get; set; }

        public TimeSpan Pause { get; set; }

        public bool IsOn { get; set; }

        public IList<string> Names { get; set; } = [];
    }
}
