namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Writes detached OpenPGP signatures that say they are by some key; nothing is signed.</summary>
internal static class MadeSignatures
{
    /// <summary>Writes a signature.</summary>
    /// <param name="number">Makes it differ from others.</param>
    public static string Of(byte number = 1)
    {
        // Version 4, binary document, EdDSA, SHA-256; hashed: issuer fingerprint and a time; nothing not hashed; then what would be the signature.
        byte[] fingerprint = [4, .. Enumerable.Repeat((byte)0xAB, 20)];
        byte[] hashed = [(byte)(fingerprint.Length + 1), 33, .. fingerprint, 5, 2, 0, 0, 0, number];
        byte[] body = [4, 0, 22, 8, 0, (byte)hashed.Length, .. hashed, 0, 0, 1, 2, 0, 8, number, 0, 8, number];
        byte[] packet = [0xC2, (byte)body.Length, .. body];
        return $"-----BEGIN PGP SIGNATURE-----\n\n{Convert.ToBase64String(packet)}\n-----END PGP SIGNATURE-----\n";
    }
}
