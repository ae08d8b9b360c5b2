using Pulp.Stores;

namespace Pulp.Data.Sql;

/// <content>The stores of content, versions and artifacts.</content>
internal sealed partial class SqlSession
{
    public IArtifactStore Artifacts => throw Absent();

    public IContentStore Contents => throw Absent();

    public IVersionStore Versions => throw Absent();

    public IMembershipStore Memberships => throw Absent();

    public IPublishedFileStore PublishedFiles => throw Absent();

    private static InvalidOperationException Absent() => new("This database keeps no content.");
}
