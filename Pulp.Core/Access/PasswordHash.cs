using System.Globalization;
using System.Security.Cryptography;

namespace Pulp.Access;

/// <summary>
/// Hashes passwords with PBKDF2-SHA256, 600,000 rounds, and checks them in constant time.
/// </summary>
/// <remarks>Written as <c>pbkdf2_sha256$rounds$salt$hash</c>.</remarks>
public static class PasswordHash
{
    private const string Scheme = "pbkdf2_sha256";
    private const int Rounds = 600_000;
    private const int HashSize = 32;
    private const int MaximumLength = 4096;

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The password.</param>
    /// <returns>The hash with its salt, to be stored.</returns>
    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return $"{Scheme}${Rounds.ToString(CultureInfo.InvariantCulture)}${salt}${Derive(password, salt, Rounds)}";
    }

    /// <summary>Checks a password.</summary>
    /// <param name="password">The password given.</param>
    /// <param name="stored">The stored hash; null takes as long and fails, so that unknown users cannot be told from known ones.</param>
    /// <returns>Whether it fits.</returns>
    public static bool Verify(string password, string? stored)
    {
        if (password.Length > MaximumLength)
            return false;
        var parts = stored?.Split('$');
        if (parts is not [Scheme, var rounds, var salt, var hash] || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            Derive(password, "no such user", Rounds);
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.ASCII.GetBytes(Derive(password, salt, count)), System.Text.Encoding.ASCII.GetBytes(hash));
    }

    private static string Derive(string password, string salt, int rounds) => Convert.ToBase64String(
        Rfc2898DeriveBytes.Pbkdf2(System.Text.Encoding.UTF8.GetBytes(password), System.Text.Encoding.UTF8.GetBytes(salt), rounds, HashAlgorithmName.SHA256, HashSize));
}
