using Pulp.Publications;

namespace Acme.Things;

/// <summary>
/// Represents a version with a list of its files, ready for clients.
/// </summary>
public sealed record WidgetPublication : Publication;
