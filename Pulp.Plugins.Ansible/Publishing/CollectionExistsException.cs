using Pulp.Plugins.Ansible.Naming;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Publishing;

/// <summary>
/// Reports that a repository holds a version of a collection already. Versions are published once.
/// </summary>
internal sealed class CollectionExistsException(CollectionFileName file)
    : PulpException($"Version {file.Version} of the collection '{file.Collection}' was published already; publish the change under a new version."), IErrorCode
{
    public string ErrorCode => "conflict.collection_exists";
}
