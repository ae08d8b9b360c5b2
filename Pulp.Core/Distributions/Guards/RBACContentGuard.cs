namespace Pulp.Distributions.Guards;

/// <summary>
/// Represents a guard that lets in users who were given the role <c>core.rbaccontentguard_downloader</c> on it, themselves or by a group.
/// </summary>
/// <remarks>Who is let in is no field of it: roles are given and taken as on everything else. The user who makes one has the role.</remarks>
public sealed record RBACContentGuard : ContentGuard
{
    /// <summary>The role that lets in.</summary>
    public const string DownloaderRole = "core.rbaccontentguard_downloader";

    internal const string DownloadPermission = "core.download_rbaccontentguard";
}
