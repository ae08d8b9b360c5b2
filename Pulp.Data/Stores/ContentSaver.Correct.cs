using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed partial class ContentSaver
{
    /// <summary>Makes an existing unit what is given.</summary>
    /// <returns>Whether it is there and something changed.</returns>
    public async ValueTask<bool> CorrectAsync(NewContent unit)
    {
        find.Bind(2, await session.Numbers.TypeAsync(unit.Type.Name).ConfigureAwait(false));
        find.Bind(3, unit.NaturalKey);
        long? found = await find.ReadAsync().ConfigureAwait(false) ? find.GetInt64(0) : null;
        find.Reset();
        if (found is not { } key)
            return false;
        var isNewDocument = await CorrectDocumentAsync(unit, key).ConfigureAwait(false);
        return await CompleteFilesAsync(unit, key, isCorrection: true).ConfigureAwait(false) || isNewDocument;
    }

    private async ValueTask<bool> CorrectDocumentAsync(NewContent unit, long key)
    {
        var type = unit.Type;
        var reader = await ContentReader.OpenAsync(session).ConfigureAwait(false);
        var rows = await session.ListAsync($"SELECT {ContentReader.Columns} FROM content c WHERE c.id = ?1", reader.Read, key).ConfigureAwait(false);
        var present = rows[0];

        // Memberships are kept by these keys: were they to change, versions would no longer find what they hold.
        if (type.RepositoryKey(present) != type.RepositoryKey(unit.Content) || type.GroupKey(present) != type.GroupKey(unit.Content)
            || !type.References(present).SequenceEqual(type.References(unit.Content)) || type.MemberOf?.Describe(present, default).GetKey() != type.MemberOf?.Describe(unit.Content, default).GetKey())
            throw new ArgumentException($"A correction must not change the repository key, group key, references or membership of {type.Name} {present.Id}.", nameof(unit));
        var document = type.WriteDocument(unit.Content);
        if (document.AsSpan().SequenceEqual(type.WriteDocument(present)))
            return false;
        using var update = session.Prepare("UPDATE content SET document = ?2, schema_number = ?3, updated = ?4, sort_1 = ?5, sort_2 = ?6 WHERE id = ?1", key, SqlValue.Null, type.SchemaNumber, now);
        update.BindText(2, document);
        for (var index = 0; index < 2; index++)
            update.Bind(5 + index, index < type.SortKeys.Count ? type.SortKey(unit.Content, index) : null);
        await update.ExecuteAsync().ConfigureAwait(false);
        return true;
    }

    private async ValueTask RemoveOtherPromisesAsync(long fileKey, long artifactKey) => await session.ExecuteAsync(
        "DELETE FROM remote_artifact WHERE content_artifact_id = ?1 AND sha256 IS NOT NULL AND sha256 <> (SELECT sha256 FROM artifact WHERE id = ?2)",
        fileKey, artifactKey).ConfigureAwait(false);
}
