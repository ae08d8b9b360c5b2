using System.Text.Json;
using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Publishing;

/// <summary>
/// Checks a file that was sent to be published, and adds it to the repository. What is to be mended is among the task's progress.
/// </summary>
internal sealed class ImportCollectionTask(IPulpDatabase database, GalaxyTypes types, ContentUploads uploads) : ITaskHandler<ImportCollection>
{
    public const string TaskName = "ansible.import_collection";

    public async Task<object?> RunAsync(TaskContext context, ImportCollection arguments, CancellationToken cancellationToken)
    {
        if (!CollectionFileName.TryParse(arguments.FileName, out var file))
            throw new ContentRefusedException("file", $"'{arguments.FileName}' is no name of a collection's file.");
        var artifact = await database.ReadAsync(session => session.Artifacts.GetAsync(arguments.ArtifactId), cancellationToken).ConfigureAwait(false)
            ?? throw new ContentRefusedException("file", "The file was removed before it was imported; publish it again.");
        var outcome = await AddAsync(context, arguments, file, artifact, cancellationToken).ConfigureAwait(false);
        context.AddCreated(RepositoryVersion.PrnOf(outcome.Version!.Id));
        context.AddCreated(types.Collections.PrnOf(outcome.Content.Id));
        return null;
    }

    private async Task<UploadOutcome> AddAsync(TaskContext context, ImportCollection arguments, CollectionFileName file, StoredArtifact artifact, CancellationToken cancellationToken)
    {
        var request = new ContentUploadRequest
        {
            DomainId = context.Task.DomainId,
            RelativePath = arguments.FileName,
            FileName = arguments.FileName,
            RepositoryId = arguments.RepositoryId,
            Overwrite = false,
            UserId = context.Task.CreatedBy,
            Fields = new Dictionary<string, JsonElement>
            {
                ["expected_namespace"] = JsonSerializer.SerializeToElement(file.Collection.Namespace),
                ["expected_name"] = JsonSerializer.SerializeToElement(file.Collection.Name),
                ["expected_version"] = JsonSerializer.SerializeToElement(file.Version.Text),
            },
        };
        try
        {
            var outcome = await uploads.CreateAsync(types.Collections, artifact, request, cancellationToken).ConfigureAwait(false);
            ImportMessages.Add(context, outcome.Messages);
            // Two clients sent the same bytes at once; the other one's came first.
            return outcome.Version is null ? throw new CollectionExistsException(file) : outcome;
        }
        catch (ContentRefusedException refused)
        {
            ImportMessages.Add(context, refused.Messages);
            throw;
        }
        catch (RepositoryChangeException conflict) when (conflict.IsConflict)
        {
            if (await HasAsync(arguments.RepositoryId, file, cancellationToken).ConfigureAwait(false))
                throw new CollectionExistsException(file);
            throw;
        }
    }

    private Task<bool> HasAsync(Guid repositoryId, CollectionFileName file, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } latest
            && await session.Memberships.FindAsync(latest, types.PlaceOf(file.Collection, file.Version.Text)).ConfigureAwait(false) is not null,
        cancellationToken);
}
