using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// The changes of drafts that one session has made so far.
/// </summary>
internal sealed class DraftLedger
{
    private readonly SqlSession session;
    private readonly Dictionary<VersionDraft, DraftChange> changes = [];

    public DraftLedger(SqlSession session) => this.session = session;

    public DraftChange Of(VersionDraft draft)
    {
        if (changes.TryGetValue(draft, out var change))
            return change;
        change = new DraftChange(draft);
        changes.Add(draft, change);
        session.OnCommitted(change.Commit);
        return change;
    }
}
