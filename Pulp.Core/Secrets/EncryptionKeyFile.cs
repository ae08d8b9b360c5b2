using System.Security.Cryptography;
using Pulp.Storage;

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
        if (!File.Exists(path))
            Create(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            throw new SecretException($"The encryption key file '{path}' is readable by others; make it private with: chmod 600 '{path}'.");
        var keys = File.ReadAllLines(path).Where(line => line.Trim().Length > 0).Select((line, i) => Read(path, line.Trim(), i + 1)).ToList();
        return keys.Count > 0
            ? new AesSecretProtector(keys)
            : throw new SecretException($"The encryption key file '{path}' is empty; restore it from a backup, or delete it if nothing secret was stored yet.");
    }

    // Written beside and then named, so that a start that is cut off, or another process, never sees half a key.
    private static void Create(string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(temporary, create))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize)) + "\n"));
                file.Flush(flushToDisk: true);
            }

            if (TryName(temporary, path))
                DurableFiles.ForThisSystem().SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Gives a file the name of the key file, unless another process gave it first.</summary>
    /// <returns>Whether this file has the name.</returns>
    /// <remarks>By a link where there are any: <see cref="File.Move(string, string, bool)"/> looks first and then renames, which replaces what came between.</remarks>
    internal static bool TryName(string temporary, string path)
    {
        try
        {
            if (!DurableFiles.ForThisSystem().TryLink(temporary, path))
                File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (Exception exception) when (exception is IOException or StorageException && File.Exists(path))
        {
            return false;
        }
    }

    private static byte[] Read(string path, string line, int number)
    {
        var key = new byte[KeySize];
        return Convert.TryFromBase64String(line, key, out var length) && length == KeySize
            ? key
            : throw new SecretException($"Line {number} of the encryption key file '{path}' is no key: it takes 32 bytes, written as 44 characters of base64.");
    }
}
