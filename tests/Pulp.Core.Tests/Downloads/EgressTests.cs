using System.Net;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class EgressTests
{
    private FakeUpstream upstream = null!;
    private DownloadKit kit = null!;

    [SetUp]
    public async Task StartAsync()
    {
        upstream = await FakeUpstream.StartAsync();
        upstream.Map("/x", FakeAnswer.Ok("secret of the inside"));
        kit = new DownloadKit();
        kit.Network.PublicName("public.example", "93.184.216.34").PublicName("cdn.example", "93.184.216.35");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await kit.DisposeAsync();
        await upstream.DisposeAsync();
    }

    // I7, I9 and the forms in which an address hides.
    [TestCase("http://127.0.0.1:{0}/x")]
    [TestCase("http://localhost:{0}/x")]
    [TestCase("http://0x7f.1:{0}/x")]
    [TestCase("http://2130706433:{0}/x")]
    [TestCase("http://0177.0.0.1:{0}/x")]
    [TestCase("http://127.1:{0}/x")]
    [TestCase("http://[::ffff:127.0.0.1]:{0}/x")]
    [TestCase("http://[::1]:{0}/x")]
    [TestCase("http://[64:ff9b::7f00:1]:{0}/x")]
    [TestCase("http://[2002:7f00:1::]:{0}/x")]
    [TestCase("http://10.0.0.5:{0}/x")]
    [TestCase("http://172.16.0.1:{0}/x")]
    [TestCase("http://192.168.1.1:{0}/x")]
    [TestCase("http://100.64.0.1:{0}/x")]
    [TestCase("http://[fd12::1]:{0}/x")]
    [TestCase("http://169.254.169.254:{0}/x")]
    [TestCase("http://a@169.254.169.254:{0}/#@pypi.org")]
    [TestCase("http://100.100.100.200:{0}/x")]
    [TestCase("http://[fd00:ec2::254]:{0}/x")]
    [TestCase("http://[fe80::1]:{0}/x")]
    [TestCase("http://224.0.0.1:{0}/x")]
    [TestCase("http://0.0.0.0:{0}/x")]
    [TestCase("http://[::]:{0}/x")]
    [TestCase("http://metadata.google.internal:{0}/x")]
    [TestCase("http://inside.example:{0}/x")]
    [TestCase("ftp://127.0.0.1:{0}/x")]
    [TestCase("file:///etc/passwd")]
    public async Task Neither_a_link_nor_a_redirect_leads_from_a_public_remote_to_the_inside(string target)
    {
        kit.Network.Name("localhost", "127.0.0.1").Name("inside.example", "10.1.2.3", "127.0.0.1");
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, target, upstream.Port);
        upstream.Map("/away", FakeAnswer.Redirect(url));
        using var client = kit.ClientTo(Public("/"));

        var link = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = new Uri(url), LinkFromData = true }));
        var redirect = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = Public("/away") }));

        Assert.That(link.Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(redirect.Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(kit.Network.Dialed.Select(endpoint => endpoint.Address.ToString()), Is.All.EqualTo("93.184.216.34"), "no socket was opened to anything else");
        Assert.That(upstream.CountOf("/x"), Is.Zero);
    }

    [TestCase("127.0.0.1", true)]
    [TestCase("10.1.2.3", true)]
    [TestCase("192.168.7.7", true)]
    [TestCase("fd12::7", true)]
    [TestCase("169.254.169.254", false)]
    [TestCase("fe80::1", false)]
    [TestCase("100.100.100.200", false)]
    [TestCase("0.0.0.0", false)]
    public async Task An_administrator_may_name_a_private_address_but_no_link_local_or_metadata_one(string address, bool allowed)
    {
        kit.Network.PublicName("named.example", address);
        using var client = kit.ClientTo(Named("/"), settings => settings with { MaxRetries = 0 });
        var work = client.SendAsync(new UpstreamRequest { Uri = Named("/x") });

        if (allowed)
            await (await kit.RunAsync(work)).DisposeAsync();
        else
            Assert.That((await kit.FailureOfAsync(work)).Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(kit.Network.Dialed, allowed ? Is.Not.Empty : Is.Empty);
    }

    [Test]
    public async Task A_remote_inside_may_link_and_redirect_to_other_private_addresses()
    {
        await using var neighbour = await FakeUpstream.StartAsync();
        neighbour.Map("/x", FakeAnswer.Ok("x"));
        kit.Network.PublicName("mirror.corp", "10.0.0.1").PublicName("files.corp", "10.0.0.2");
        upstream.Map("/away", FakeAnswer.Redirect($"http://files.corp:{neighbour.Port}/x"));
        using var client = kit.ClientTo(new Uri($"http://mirror.corp:{upstream.Port}/"));

        await using (await client.SendAsync(new UpstreamRequest { Uri = new Uri($"http://mirror.corp:{upstream.Port}/away") }))
        {
        }

        await using (await client.SendAsync(new UpstreamRequest { Uri = new Uri($"http://files.corp:{neighbour.Port}/x"), LinkFromData = true }))
        {
        }

        Assert.That(neighbour.CountOf("/x"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_link_is_judged_by_where_the_remote_lives_even_before_the_remote_was_contacted()
    {
        kit.Network.PublicName("mirror.corp", "10.0.0.1").PublicName("files.corp", "10.0.0.2");
        using var inside = kit.ClientTo(new Uri($"http://mirror.corp:{upstream.Port}/"));
        using var outside = kit.ClientTo(Public("/"));
        var link = new UpstreamRequest { Uri = new Uri($"http://files.corp:{upstream.Port}/x"), LinkFromData = true };

        await (await kit.RunAsync(inside.SendAsync(link))).DisposeAsync();
        var failure = await kit.FailureOfAsync(outside.SendAsync(link));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(upstream.CountOf("/x"), Is.EqualTo(1));
    }

    // I8.
    [Test]
    public async Task A_linked_name_that_turns_private_between_two_resolutions_is_refused()
    {
        var answers = new Queue<string>(["93.184.216.35", "127.0.0.1"]);
        kit.Network.Name("rebind.example", () => [IPAddress.Parse(answers.Count > 1 ? answers.Dequeue() : answers.Peek())]);
        upstream.Map("/x", FakeAnswer.Of(200, "Connection", "close"));
        using var client = kit.ClientTo(Public("/"));
        var request = new UpstreamRequest { Uri = new Uri($"http://rebind.example:{upstream.Port}/x"), LinkFromData = true };

        await (await kit.RunAsync(client.SendAsync(request))).DisposeAsync();
        var failure = await kit.FailureOfAsync(client.SendAsync(request));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(upstream.CountOf("/x"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_remote_that_was_public_may_not_turn_private()
    {
        var answers = new Queue<string>(["93.184.216.34", "127.0.0.1"]);
        kit.Network.Name("rebind.example", () => [IPAddress.Parse(answers.Count > 1 ? answers.Dequeue() : answers.Peek())]);
        upstream.Map("/x", FakeAnswer.Of(200, "Connection", "close"));
        var url = new Uri($"http://rebind.example:{upstream.Port}/x");
        using var client = kit.ClientTo(url);

        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = url }))).DisposeAsync();
        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = url }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
    }

    [Test]
    public async Task Of_several_addresses_only_the_permitted_ones_are_tried()
    {
        kit.Network.Name("mixed.example", "10.0.0.9", "93.184.216.35", "169.254.169.254");
        using var client = kit.ClientTo(Public("/"));

        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = new Uri($"http://mixed.example:{upstream.Port}/x"), LinkFromData = true }))).DisposeAsync();

        Assert.That(kit.Network.Dialed.Select(endpoint => endpoint.Address.ToString()), Is.EqualTo(new[] { "93.184.216.35" }));
    }

    [Test]
    public async Task Trust_given_to_a_named_address_is_not_inherited_by_links_to_it()
    {
        kit.Network.Name("token.corp", "127.0.0.1");
        var url = new Uri($"http://token.corp:{upstream.Port}/x");
        using var client = kit.ClientTo(Public("/"));

        await (await kit.RunAsync(client.SendAsync(new UpstreamRequest { Uri = url }))).DisposeAsync();
        var failure = await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = url, LinkFromData = true }));

        Assert.That(failure.Reason, Is.EqualTo(DownloadFailureReason.Egress));
        Assert.That(upstream.CountOf("/x"), Is.EqualTo(1));
    }

    [TestCase(true, "", "", true)]
    [TestCase(false, "10.0.0.0/8", "", true)]
    [TestCase(false, "10.9.0.0/16", "", false)]
    [TestCase(true, "", "10.0.0.0/8", false)]
    [TestCase(false, "10.0.0.0/8", "10.0.0.0/24", false)]
    public async Task Settings_loosen_and_tighten_what_links_may_reach(bool allowPrivate, string allowed, string denied, bool reached)
    {
        await using var changed = new DownloadKit(options =>
        {
            options.Egress.AllowPrivateLinks = allowPrivate;
            if (allowed.Length > 0)
                options.Egress.AllowedNetworks.Add(allowed);
            if (denied.Length > 0)
                options.Egress.DeniedNetworks.Add(denied);
        });
        changed.Network.PublicName("public.example", "93.184.216.34").PublicName("files.corp", "10.0.0.2");
        using var client = changed.ClientTo(Public("/"));
        var work = client.SendAsync(new UpstreamRequest { Uri = new Uri($"http://files.corp:{upstream.Port}/x"), LinkFromData = true });

        if (reached)
            await (await changed.RunAsync(work)).DisposeAsync();
        else
            Assert.That((await changed.FailureOfAsync(work)).Reason, Is.EqualTo(DownloadFailureReason.Egress));
    }

    [Test]
    public async Task A_denied_network_is_refused_even_to_administrators_and_metadata_cannot_be_allowed()
    {
        await using var changed = new DownloadKit(options =>
        {
            options.Egress.DeniedNetworks.Add("127.0.0.0/8");
            options.Egress.AllowedNetworks.Add("169.254.0.0/16");
            options.Egress.AllowPrivateLinks = true;
        });
        using var loopback = changed.ClientTo(upstream.Url);
        using var metadata = changed.ClientTo(new Uri("http://169.254.169.254/"));

        foreach (var work in (Task<UpstreamResponse>[])[loopback.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }), metadata.SendAsync(new UpstreamRequest { Uri = new Uri("http://169.254.169.254/latest/") })])
            Assert.That((await changed.FailureOfAsync(work)).Reason, Is.EqualTo(DownloadFailureReason.Egress));
    }

    private Uri Public(string path) => new($"http://public.example:{upstream.Port}{path}");

    private Uri Named(string path) => new($"http://named.example:{upstream.Port}{path}");
}
