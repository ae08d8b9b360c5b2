namespace Pulp.Maintenance;

/// <summary>
/// Reports that maintenance was asked for that cannot be done.
/// </summary>
public sealed class MaintenanceException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public MaintenanceException(string message)
        : base(message)
    {
    }
}
