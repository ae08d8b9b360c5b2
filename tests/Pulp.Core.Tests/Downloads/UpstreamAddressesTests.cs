using Pulp.Downloads;
using Pulp.Remotes;

namespace Pulp.Core.Tests.Downloads;

internal sealed class UpstreamAddressesTests
{
    [TestCase("https://public.test/x", "203.0.113.7")]
    [TestCase("https://inside.test/x", "10.1.2.3")]
    [TestCase("https://mixed.test/x", "203.0.113.8")]
    [TestCase("https://127.0.0.1/x", "127.0.0.1")]
    public async Task A_remote_that_an_administrator_named_may_be_public_or_private(string url, string expected) =>
        Assert.That((await AddressesOf().ResolveAsync(RemoteOf(url))).Select(address => address.ToString()), Is.EqualTo(new[] { expected }));

    [TestCase("https://metadata.google.internal/x", "metadata service")]
    [TestCase("https://169.254.169.254/x", "link-local")]
    [TestCase("https://[fe80::1]/x", "link-local")]
    [TestCase("https://sneaky.test/x", "link-local")]
    [TestCase("https://denied.test/x", "settings deny")]
    [TestCase("https://nowhere.test/x", "cannot be resolved")]
    public void What_no_upstream_may_be_is_refused(string url, string reason) =>
        Assert.That(() => AddressesOf().ResolveAsync(RemoteOf(url)), Throws.TypeOf<DownloadException>().With.Message.Contains(reason));

    [Test]
    public async Task A_proxy_resolves_by_itself_and_is_not_sent_to_what_is_refused_by_its_name()
    {
        var proxied = RemoteOf("https://nowhere.test/x") with { ProxyUrl = "http://proxy.test:3128" };
        Assert.That(await AddressesOf().ResolveAsync(proxied), Is.Empty);
        Assert.That(() => AddressesOf().ResolveAsync(proxied with { Url = "https://169.254.169.254/x" }), Throws.TypeOf<DownloadException>());
    }

    private static UpstreamAddresses AddressesOf() => new(
        new EgressPolicy(new EgressOptions { DeniedNetworks = { "192.0.2.0/24" } }),
        new FakeNetwork().Name("public.test", "203.0.113.7").Name("inside.test", "10.1.2.3").Name("mixed.test", "169.254.0.1", "203.0.113.8").Name("sneaky.test", "169.254.169.254").Name("denied.test", "192.0.2.1"));

    private static PlainRemote RemoteOf(string url) => new() { Name = "remote", Url = url };

    private sealed record PlainRemote : Remote;
}
