using System.Security.Cryptography;

namespace Pulp.Secrets;

/// <summary>
/// Keeps the keys for secrets at rest in a file that only its owner can read: one key per line as base64, the present one first.
/// </summary>
public static class EncryptionKeyFile
{
    private const int KeySize = 32;

    /// <summary>Reads the keys, after making a file with a random key if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A protector with the keys.</returns>
    /// <exception cref="SecretException">The file is readable by others, or holds something else than keys.</exception>
    public static ISecretProtector Open(string path)
    {
        try
        {
            var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, create);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize)) + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException) when (File.Exists(path))
        {
            // An earlier start made it.
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            throw new SecretException($"The encryption key file '{path}' is readable by others; make it private with: chmod 600 '{path}'.");
        return new AesSecretProtector([.. File.ReadAllLines(path).Where(line => line.Trim().Length > 0).Select((line, i) => Read(path, line.Trim(), i + 1))]);
    }

    private static byte[] Read(string path, string line, int number)
    {
        var key = new byte[KeySize];
        return Convert.TryFromBase64String(line, key, out var length) && length == KeySize
            ? key
            : throw new SecretException($"Line {number} of the encryption key file '{path}' is no key: it takes 32 bytes, written as 44 characters of base64.");
    }
}
