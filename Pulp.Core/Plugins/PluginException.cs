namespace Pulp.Plugins;

/// <summary>
/// Reports that a plugin declares something the host cannot accept.
/// </summary>
public sealed class PluginException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">What is wrong, naming the plugin or type at fault.</param>
    /// <param name="innerException">The cause.</param>
    public PluginException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
