using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Tests.Naming;

[TestFixture]
public sealed class RoleVersionOrderTests
{
    [Test]
    public void Versions_of_roles_are_ordered_by_their_numbers()
    {
        string[] ordered = ["develop", "main", "0.9", "1.0-rc1", "1.0", "v1.0", "1.0.1", "1.2", "1.10", "v2", "2.0.1-beta", "2.0.1", "20240131"];
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            var shuffled = ordered.ToArray();
            random.Shuffle(shuffled);
            Array.Sort(shuffled, RoleVersionOrder.Instance);
            Assert.That(shuffled, Is.EqualTo(ordered));
        }
    }
}
