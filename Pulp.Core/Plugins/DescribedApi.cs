namespace Pulp.Plugins;

/// <summary>
/// Represents a description of an operation together with the plugin that gave it.
/// </summary>
/// <param name="Label">The plugin's label.</param>
/// <param name="Description">The description.</param>
public sealed record DescribedApi(string Label, ApiDescription Description);
