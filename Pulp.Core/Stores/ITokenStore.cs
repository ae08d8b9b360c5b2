using Pulp.Access;

namespace Pulp.Stores;

/// <summary>
/// Keeps API tokens by the hash of their text.
/// </summary>
public interface ITokenStore
{
    /// <summary>Finds a token.</summary>
    /// <param name="hash">The SHA-256 of the token's text.</param>
    /// <returns>The token, expired or not, or null.</returns>
    ValueTask<ApiToken?> FindAsync(byte[] hash);

    /// <summary>Gets a token.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The token, or null.</returns>
    ValueTask<ApiToken?> GetAsync(Guid id);

    /// <summary>Gets the tokens of a user, newest first.</summary>
    /// <param name="userId">The user; null means all users.</param>
    /// <returns>The tokens.</returns>
    ValueTask<IReadOnlyList<ApiToken>> OfUserAsync(long? userId);

    /// <summary>Saves a token, new or changed.</summary>
    /// <param name="token">The token.</param>
    /// <returns>A task.</returns>
    ValueTask SaveAsync(ApiToken token);

    /// <summary>Deletes a token.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(Guid id);
}
