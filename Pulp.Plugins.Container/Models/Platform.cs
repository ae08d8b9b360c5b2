namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents what an image runs on.
/// </summary>
/// <param name="Os">The operating system, for example <c>linux</c>.</param>
/// <param name="Architecture">The processor, for example <c>arm64</c>.</param>
/// <param name="Variant">The processor's variant, for example <c>v8</c>, or null.</param>
public sealed record Platform(string Os, string Architecture, string? Variant = null);
