using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pulp.Server.Hosting;

namespace Pulp.Server.Tests;

/// <summary>
/// Sends requests byte by byte as they should not be, each followed by a second request on the same connection: nobody must get an answer to that one.
/// </summary>
public sealed class StrictHttpTests
{
    private const string Next = "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: x\r\n";
    private WebApplication app = null!;
    private int port;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(StrictHttp.Configure);
        app = builder.Build();
        app.UseStrictHttp();
        app.Run(static async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("answered");
        });
        await app.StartAsync();
        port = new Uri(app.Urls.First()).Port;
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await app.DisposeAsync();

    [TestCase("a bare line feed ends a line", "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n")]
    [TestCase("bare line feeds everywhere", "GET / HTTP/1.1\nHost: x\n\n")]
    [TestCase("a bare carriage return", "GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n")]
    [TestCase("length with a sign", Post + "Content-Length: +3\r\n\r\nabc")]
    [TestCase("negative length", Post + "Content-Length: -3\r\n\r\nabc")]
    [TestCase("two lengths", Post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")]
    [TestCase("length as a list", Post + "Content-Length: 3, 3\r\n\r\nabc")]
    [TestCase("hexadecimal length", Post + "Content-Length: 0x3\r\n\r\nabc")]
    [TestCase("length beyond 64 bits", Post + "Content-Length: 99999999999999999999\r\n\r\nabc")]
    [TestCase("no length", Post + "Content-Length:\r\n\r\n")]
    [TestCase("length and coding", Post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [TestCase("coding and length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [TestCase("gzip before chunked", Post + "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [TestCase("chunked twice", Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [TestCase("a coding that only ends like chunked", Post + "Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [TestCase("identity coding", Post + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc")]
    [TestCase("folded header", "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n")]
    [TestCase("space before the colon", Post + "Content-Length : 3\r\n\r\nabc")]
    [TestCase("line feed in a chunk extension", Post + "Transfer-Encoding: chunked\r\n\r\n3;a\nabc\r\n0\r\n\r\n")]
    [TestCase("chunk without its end", Post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX0\r\n\r\n")]
    [TestCase("no host", "GET / HTTP/1.1\r\n\r\n")]
    [TestCase("two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    public async Task A_request_that_can_be_read_in_two_ways_ends_the_connection(string what, string request) =>
        Assert.That(await StatusesAsync(request + Next), Is.EqualTo(new[] { 400 }), what);

    [TestCase(414, "GET /{0} HTTP/1.1\r\nHost: x\r\n\r\n", 9_000)]
    [TestCase(431, "GET / HTTP/1.1\r\nHost: x\r\nX: {0}\r\n\r\n", 40_000)]
    [TestCase(505, "GET / HTTP/3.7\r\nHost: x\r\n\r\n", 0)]
    public async Task What_is_too_long_or_too_new_ends_the_connection(int status, string request, int length) =>
        Assert.That(await StatusesAsync(request.Replace("{0}", new string('a', length), StringComparison.Ordinal) + Next), Is.EqualTo(new[] { status }));

    [TestCase(Post + "Content-Length: 3\r\n\r\nabc")]
    [TestCase(Post + "content-length:  3 \r\n\r\nabc")]
    [TestCase(Post + "Transfer-Encoding: Chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nTrailer: x\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: x\r\nX-Name: \u00e9\r\n\r\n")]
    public async Task What_is_well_formed_is_answered_and_so_is_the_next(string request) =>
        Assert.That(await StatusesAsync(request + Next), Is.EqualTo(new[] { 200, 200 }));

    private async Task<int[]> StatusesAsync(string requests)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(requests), timeout.Token);
        }
        catch (IOException)
        {
            // The server may have closed before it had read everything.
        }

        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, timeout.Token)) > 0;)
                answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // A connection that is closed with bytes unread is reset.
        }

        return [.. answer.ToString().Split("HTTP/1.1 ").Skip(1).Select(part => int.Parse(part[..3], System.Globalization.CultureInfo.InvariantCulture))];
    }
}
