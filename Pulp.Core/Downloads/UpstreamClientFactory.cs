namespace Pulp.Downloads;

internal sealed class UpstreamClientFactory(UpstreamServices services, ConnectionSettingsValidator validator) : IUpstreamClientFactory
{
    public UpstreamClient Create(ConnectionSettings settings)
    {
        var fingerprint = settings.Fingerprint();
        return new UpstreamClient(services.Connections.Find(fingerprint) ?? services.Connections.Enter(Checked(settings, fingerprint)), services, settings.TokenScope);
    }

    private UpstreamConnection Checked(ConnectionSettings settings, string fingerprint)
    {
        var errors = validator.Validate(settings);
        return errors.Count == 0 ? new UpstreamConnection(settings, fingerprint) : throw new InvalidConnectionSettingsException(errors);
    }
}
