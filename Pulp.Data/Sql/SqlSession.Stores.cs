using Pulp.Data.Stores;
using Pulp.Stores;

namespace Pulp.Data.Sql;

/// <content>The stores of resources, tasks, uploads, access, state and what is not loaded.</content>
internal sealed partial class SqlSession
{
    private ResourceStore? resources;
    private TaskStore? tasks;
    private UploadStore? uploads;
    private AccessStore? access;
    private StateStore? states;
    private UnloadedStore? unloaded;

    public IResourceStore Resources => resources ??= new ResourceStore(this);

    public ITaskStore Tasks => tasks ??= new TaskStore(this);

    public IUploadStore Uploads => uploads ??= new UploadStore(this);

    public IAccessStore Access => access ??= new AccessStore(this);

    public IStateStore States => states ??= new StateStore(this);

    public IUnloadedStore Unloaded => unloaded ??= new UnloadedStore(this);
}
