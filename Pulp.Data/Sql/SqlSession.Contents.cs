using Pulp.Data.Stores;
using Pulp.Stores;

namespace Pulp.Data.Sql;

/// <content>The stores of content, versions and artifacts.</content>
internal sealed partial class SqlSession
{
    private ArtifactStore? artifacts;
    private ContentStore? contents;
    private VersionStore? versions;
    private MembershipStore? memberships;
    private RepositorySizeStore? repositorySizes;
    private PublishedFileStore? publishedFiles;
    private ContentNumbers? numbers;
    private DraftLedger? drafts;

    public IArtifactStore Artifacts => artifacts ??= new ArtifactStore(this);

    public IContentStore Contents => contents ??= new ContentStore(this);

    public IVersionStore Versions => versions ??= new VersionStore(this);

    public IMembershipStore Memberships => memberships ??= new MembershipStore(this);

    public IRepositorySizeStore RepositorySizes => repositorySizes ??= new RepositorySizeStore(this);

    public IPublishedFileStore PublishedFiles => publishedFiles ??= new PublishedFileStore(this);

    /// <summary>Gets the numbers of domains and content types.</summary>
    public ContentNumbers Numbers => numbers ??= new ContentNumbers(this);

    /// <summary>Gets what this session did to drafts.</summary>
    public DraftLedger Drafts => drafts ??= new DraftLedger(this);
}
