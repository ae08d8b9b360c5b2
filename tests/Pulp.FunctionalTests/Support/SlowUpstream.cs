using System.Net;
using System.Text;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// An index of one project whose file begins and never ends.
/// </summary>
internal sealed class SlowUpstream : IAsyncDisposable
{
    private static readonly string Page = $"<a href=\"/files/apple-1.0-py3-none-any.whl#sha256={new string('1', 64)}\">apple-1.0-py3-none-any.whl</a>";
    private readonly HttpListener listener = new();
    private readonly TaskCompletionSource fileAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task serving;

    public SlowUpstream()
    {
        Url = $"http://127.0.0.1:{NginxProcess.FreePort()}/";
        listener.Prefixes.Add(Url);
        listener.Start();
        serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Gets a task that completes when the file was asked for.</summary>
    public Task FileAsked => fileAsked.Task;

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                await AnswerAsync(await listener.GetContextAsync());
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (path.StartsWith("/files/", StringComparison.Ordinal))
        {
            context.Response.SendChunked = true;
            await context.Response.OutputStream.WriteAsync(new byte[1000]);
            await context.Response.OutputStream.FlushAsync();
            fileAsked.TrySetResult();
            return;
        }

        var found = path == "/simple/apple/";
        context.Response.StatusCode = found ? 200 : 404;
        context.Response.ContentType = "text/html";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(found ? Page : "no"));
        context.Response.Close();
    }
}
