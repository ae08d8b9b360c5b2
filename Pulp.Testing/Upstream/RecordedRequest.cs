namespace Pulp.Testing.Upstream;

/// <summary>
/// Represents a request that a <see cref="FakeUpstream"/> received.
/// </summary>
/// <param name="Protocol">The version of HTTP, for example <c>HTTP/1.1</c>.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The target as the client wrote it: path and query, or a whole URL at a proxy.</param>
/// <param name="Path">The decoded path.</param>
/// <param name="Headers">The headers by name in any case; several values are joined by a comma.</param>
/// <param name="Body">The body as text.</param>
/// <param name="ClientCertificate">The subject of the client certificate, if one was presented.</param>
public sealed record RecordedRequest(string Protocol, string Method, string Target, string Path, IReadOnlyDictionary<string, string> Headers, string Body, string? ClientCertificate)
{
    /// <summary>Gets a header's value, or <see langword="null"/>.</summary>
    /// <param name="name">The name.</param>
    public string? this[string name] => Headers.GetValueOrDefault(name);

    /// <summary>Gets everything the client sent, to search for what it should not have sent.</summary>
    /// <returns>The text.</returns>
    public string Everything() => $"{Method} {Target}\n{string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"))}\n\n{Body}\n{ClientCertificate}";
}
