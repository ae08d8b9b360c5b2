namespace Pulp.Plugins;

/// <summary>
/// Says which options a plugin takes, so that a host can fill them from its own settings. Registered as a service by <see cref="PluginBuilder.AddOptions{T}"/>.
/// </summary>
/// <param name="Label">The plugin's label.</param>
/// <param name="OptionsType">The options' CLR type.</param>
public sealed record PluginSettings(string Label, Type OptionsType);
