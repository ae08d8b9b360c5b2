using Pulp.Plugins.Ansible.Promotion;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Starts moving collection versions of a repository to others.
/// </summary>
internal sealed class MoveCollectionsAction(Promotions promotions, ActionChecks checks) : CopyCollectionsAction(promotions, checks)
{
    private protected override bool IsMove => true;
}
