using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pulp.Benchmarks;

/// <summary>Loads one address with HEAD by 32 connections, which wrk cannot: it waits for the body that the headers announce.</summary>
/// <remarks>Two threads with sixteen connections each, on all of which a request is sent before the first answer is read.</remarks>
internal static class HeadLoad
{
    private const int Threads = 2;
    private const int Connections = 16;

    /// <summary>Loads an address for some seconds and returns the requests per second; any answer but a success is an error.</summary>
    public static async Task<double> RateAsync(Uri url, int seconds, IReadOnlyList<string> headers) =>
        (await ChildWork.RunAsync("head", [url.AbsoluteUri, seconds.ToString(CultureInfo.InvariantCulture), .. headers]))["rate"];

    public static Dictionary<string, double> Run(Uri url, int seconds, IReadOnlyList<string> headers)
    {
        var request = Encoding.ASCII.GetBytes($"HEAD {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");
        var counts = new long[Threads];
        var started = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() => counts[number] = Load(url, request, TimeSpan.FromSeconds(seconds)))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return new Dictionary<string, double> { ["rate"] = counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    private static long Load(Uri url, byte[] request, TimeSpan time)
    {
        var sockets = Enumerable.Range(0, Connections).Select(_ => Connect(url)).ToList();
        var buffer = new byte[16 * 1024];
        var count = 0L;
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time; count += sockets.Count)
        {
            foreach (var socket in sockets)
                socket.Send(request);
            foreach (var socket in sockets)
                Receive(socket, buffer);
        }

        sockets.ForEach(socket => socket.Dispose());
        return count;
    }

    private static Socket Connect(Uri url)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        socket.Connect(url.Host, url.Port);
        return socket;
    }

    private static void Receive(Socket socket, byte[] buffer)
    {
        var filled = 0;
        do
        {
            var read = socket.Receive(buffer, filled, buffer.Length - filled, SocketFlags.None);
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection.");
            filled += read;
        }
        while (!buffer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8));
        if (!buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, filled));
    }
}
