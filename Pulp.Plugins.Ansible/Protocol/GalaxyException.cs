namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Reports that a request is answered with an error of the Galaxy API.
/// </summary>
internal sealed class GalaxyException : PulpException
{
    public GalaxyException(GalaxyError error, string message)
        : base(message) => Error = error;

    public GalaxyError Error { get; }

    /// <summary>Gets the field at fault; null for none.</summary>
    public string? Parameter { get; init; }
}
