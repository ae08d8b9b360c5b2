namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Represents what a task signed.
/// </summary>
/// <param name="Signed">How many collection versions it signed.</param>
/// <param name="LeftOut">How many it could not, because their files are not here.</param>
/// <param name="Examples">The first of those that were left out.</param>
internal sealed record SignCollectionsResult(int Signed, int LeftOut, IReadOnlyList<string> Examples);
