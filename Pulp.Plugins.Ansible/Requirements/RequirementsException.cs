namespace Pulp.Plugins.Ansible.Requirements;

/// <summary>
/// Reports a requirements file that cannot be used, naming the line.
/// </summary>
internal sealed class RequirementsException : PulpException
{
    public RequirementsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
