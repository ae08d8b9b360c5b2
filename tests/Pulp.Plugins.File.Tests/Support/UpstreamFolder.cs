using System.Security.Cryptography;
using System.Text;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.File.Tests.Support;

/// <summary>An upstream folder with a manifest.</summary>
internal sealed class UpstreamFolder : IAsyncDisposable
{
    private UpstreamFolder(FakeUpstream server) => Server = server;

    public FakeUpstream Server { get; }

    public string Manifest => Server.UrlOf("/folder/PULP_MANIFEST").AbsoluteUri;

    public static async Task<UpstreamFolder> StartAsync() => new(await FakeUpstream.StartAsync());

    public static string Sha256Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string Line(string path, string text) => $"{path},{Sha256Of(text)},{Encoding.UTF8.GetByteCount(text)}";

    /// <summary>Offers files and the manifest of them.</summary>
    public string Offer(params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
            Server.Map("/folder/" + path, FakeAnswer.Ok(text));
        return Write(string.Concat(files.Select(file => Line(file.Path, file.Text) + "\n")));
    }

    /// <summary>Writes the manifest.</summary>
    public string Write(string manifest)
    {
        Server.Map("/folder/PULP_MANIFEST", FakeAnswer.Ok(manifest));
        return manifest;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
