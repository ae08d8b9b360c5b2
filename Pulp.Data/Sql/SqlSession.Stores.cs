using Pulp.Stores;

namespace Pulp.Data.Sql;

/// <content>The stores of resources, tasks, uploads, access and state.</content>
internal sealed partial class SqlSession
{
    public IResourceStore Resources => throw Absent();

    public ITaskStore Tasks => throw Absent();

    public IUploadStore Uploads => throw Absent();

    public IAccessStore Access => throw Absent();

    public IStateStore States => throw Absent();
}
