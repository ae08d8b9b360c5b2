namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Represents the answer to the question whether an upstream has a project.
/// </summary>
/// <param name="Project">The project, perhaps as it was some time ago; null when upstream does not have it, or it is not to be asked for.</param>
/// <param name="Failure">Why upstream did not answer; null when it did.</param>
internal sealed record UpstreamAnswer(UpstreamProject? Project, PulpException? Failure = null)
{
    /// <summary>Gets the answer that there is no such project.</summary>
    public static UpstreamAnswer None { get; } = new(Project: null);
}
