using System.Security.Cryptography;
using Pulp.Secrets;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Tokens;

/// <summary>
/// Holds the key that signs tokens: made at the first start, kept encrypted in the database, so that every process of an installation has the same.
/// </summary>
internal sealed class TokenKey : IStartupStep, IDisposable
{
    private const string Name = "token key";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly Guid Scope = new("5f6d0a0e-3c0c-4f55-9d7c-0c6f1a5f7f0e");
    private readonly IPulpDatabase database;
    private readonly ISecretProtector protector;
    private readonly Lock sync = new();
    private ECDsa? key;

    public TokenKey(IPulpDatabase database, ISecretProtector protector)
    {
        this.database = database;
        this.protector = protector;
    }

    public int Order => 20;

    /// <summary>Gets the key's identifier: the hash of its public part in twelve groups of four characters.</summary>
    public string Id { get; private set; } = "";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var offered = protector.Protect(fresh.ExportPkcs8PrivateKey());
        var stored = await database.ReadAsync(session => session.States.GetAsync(Scope, Name), cancellationToken).ConfigureAwait(false)
            ?? await database.WriteAsync(
                async session =>
                {
                    if (await session.States.GetAsync(Scope, Name).ConfigureAwait(false) is { } other)
                        return other;
                    await session.States.SetAsync(Scope, [new(Name, offered)]).ConfigureAwait(false);
                    return offered;
                },
                cancellationToken).ConfigureAwait(false);
        var loaded = ECDsa.Create();
        loaded.ImportPkcs8PrivateKey(protector.Unprotect(stored), out _);
        Id = IdOf(loaded);
        key = loaded;
    }

    public byte[] Sign(byte[] data)
    {
        lock (sync)
            return Key.SignData(data, HashAlgorithmName.SHA256);
    }

    public bool Verify(byte[] data, byte[] signature)
    {
        lock (sync)
            return Key.VerifyData(data, signature, HashAlgorithmName.SHA256);
    }

    public void Dispose() => key?.Dispose();

    private ECDsa Key => key ?? throw new InvalidOperationException("The key is loaded when Pulp starts.");

    private static string IdOf(ECDsa key)
    {
        var hash = SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 30);
        var text = new char[48];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var pair = (hash[bit / 8] << 8) | (bit / 8 + 1 < hash.Length ? hash[(bit / 8) + 1] : 0);
            text[i] = Base32[(pair >> (11 - (bit % 8))) & 31];
        }

        return string.Join(':', text.Chunk(4).Select(group => new string(group)));
    }
}
