using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Pulp.Data;
using Pulp.Plugins;
using Pulp.Testing.Certificates;
using Pulp.Testing.Plugins;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Tests.Plugins;

/// <summary>A guard of the core, proven as those of plugins are.</summary>
public sealed class X509CertGuardTests(PluginLoading loading) : GuardSpecification<X509CertScenario>(loading);

/// <summary>Tells what the guard of client certificates lets pass.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The authorities live as long as the tests.")]
public sealed class X509CertScenario : GuardScenario
{
    private readonly TestAuthority root = TestAuthority.CreateRoot();
    private readonly TestAuthority stranger = TestAuthority.CreateRoot();

    public override string Guards => "contentguards/certguard/x509/";

    public override IReadOnlyList<string> Headers => ["X-CLIENT-CERT", "Authorization"];

    // The guard is part of every host.
    public override string? PluginsFolder => null;

    public override PulpPlugin CreatePlugin() => new SamplePlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override object DescribeGuard() => new { ca_certificate = root.Pem };

    public override void Admit(HttpRequestMessage request) => Show(request, root.Issue());

    public override IReadOnlyDictionary<string, Action<HttpRequestMessage>> Refused() => new Dictionary<string, Action<HttpRequestMessage>>
    {
        ["a certificate of somebody else"] = request => Show(request, stranger.Issue()),
        ["one that has expired"] = request => Show(request, root.Issue(until: DateTimeOffset.UtcNow.AddDays(-1))),
        ["one that is not valid yet"] = request => Show(request, root.Issue(from: DateTimeOffset.UtcNow.AddDays(1))),
        ["two"] = request =>
        {
            Show(request, root.Issue());
            Show(request, root.Issue());
        },
    };

    private static void Show(HttpRequestMessage request, X509Certificate2 certificate)
    {
        using (certificate)
            request.Headers.Add("X-CLIENT-CERT", Uri.EscapeDataString(certificate.ExportCertificatePem()));
    }
}
