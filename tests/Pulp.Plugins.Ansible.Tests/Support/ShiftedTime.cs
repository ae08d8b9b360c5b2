namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>A clock that runs like the machine's and can be set ahead.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
