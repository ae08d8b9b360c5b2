namespace Pulp.Server.Settings;

internal sealed class InvalidSettingsException : PulpException
{
    public InvalidSettingsException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
    }
}
