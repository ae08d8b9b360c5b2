namespace Pulp.Tasking;

/// <summary>
/// Reports that a task stored by an earlier run of the program cannot be run by this one.
/// </summary>
public sealed class TaskArgumentsException : PulpException
{
    /// <summary>Initializes the exception for arguments that cannot be read.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="innerException">The cause.</param>
    public TaskArgumentsException(string name, Exception innerException)
        : base($"The stored arguments of the task '{name}' cannot be read by this version; ask for the work again.", innerException)
    {
    }

    /// <summary>Initializes the exception for a task nothing runs.</summary>
    /// <param name="name">The task's name.</param>
    public TaskArgumentsException(string name)
        : base($"Nothing here runs the task '{name}': the plugin that declares it is not loaded.")
    {
    }
}
