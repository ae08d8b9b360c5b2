using Pulp.Publications;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a publication that only pins a version.
/// </summary>
public sealed record SamplePublication : Publication;
