using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what a sync notes of upstream as a whole: when it last changed, and the version the sync ended with.
/// </summary>
/// <param name="Published">When upstream last changed, as it said.</param>
/// <param name="Version">The version the sync ended with.</param>
/// <param name="Choice">A digest of the remote, the repository's keys and how the sync was asked for.</param>
internal sealed record UpstreamMemory(DateTimeOffset Published, Guid Version, string Choice)
{
    /// <summary>Tells whether neither upstream nor the repository changed since the last sync with the same choice.</summary>
    public static async Task<bool> IsUnchangedAsync(IPulpDatabase database, SyncContext context, DateTimeOffset published, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async session =>
            {
                var noted = await session.States.GetAsync(context.Repository.Id, NameOf(context)).ConfigureAwait(false);
                var memory = noted is null ? null : JsonSerializer.Deserialize<UpstreamMemory>(noted);
                return memory is not null && memory.Published == published && memory.Choice == ChoiceOf(context)
                    && (await session.Versions.FindAsync(context.Repository.Id).ConfigureAwait(false))?.Id == memory.Version;
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Notes how a sync ended.</summary>
    public static async ValueTask NoteAsync(IStoreSession session, SyncContext context, RepositoryVersion version, DateTimeOffset published)
    {
        var memory = new UpstreamMemory(published, version.Id, ChoiceOf(context));
        await session.States.SetAsync(context.Repository.Id, [new(NameOf(context), JsonSerializer.SerializeToUtf8Bytes(memory))]).ConfigureAwait(false);
        if (await session.Resources.GetAsync(context.Repository.Id).ConfigureAwait(false) is AnsibleRepository repository
            && repository.Remote == context.Remote.Id && repository.LastSyncedMetadataTime != published)
            await session.Resources.UpdateAsync(repository with { LastSyncedMetadataTime = published }).ConfigureAwait(false);
    }

    /// <summary>Forgets how earlier syncs ended.</summary>
    public static ValueTask ForgetAsync(IStoreSession session, SyncContext context) =>
        session.States.SetAsync(context.Repository.Id, [new(NameOf(context), null)]);

    private static string NameOf(SyncContext context) => $"ansible:published:{context.Remote.Id:N}";

    private static string ChoiceOf(SyncContext context)
    {
        var text = $"{context.Remote.Revision}\n{context.Mirror}\n{((AnsibleRepository)context.Repository).Gpgkey}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
