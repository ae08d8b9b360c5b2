namespace Pulp.Server.Settings;

/// <summary>A setting that is meant for a plugin.</summary>
internal sealed record PluginSetting(string Label, string Name, string Value, string Source);
