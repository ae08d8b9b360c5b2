using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Tests.Support;

/// <summary>
/// A plugin of the smallest kind: a unit is a text file whose first line is its title; a sync brings what the test put into the upstream.
/// </summary>
internal sealed class NotesPlugin : PulpPlugin
{
    public override string Label => "notes";

    public override void Configure(PluginBuilder plugin)
    {
        plugin.Services.AddSingleton<NotesUpstream>();
        plugin.AddContent<Note>("note", "notes", type => type
                .NaturalKey(note => [note.Title, note.Sha256])
                .RepositoryKey(note => [note.Title])
                .RepositoryKeyOfPath(path => [path])
                .GroupKey(note => note.Title)
                .SortKey("length", note => [(byte)Math.Min(note.Length, 255)], text => byte.TryParse(text, out var length) ? [length] : null)
                .FilterBy("title", "language")
                .UploadWith<NoteReader>()
                .ShowId()
                .ServeFile("text")
                .UploadPermission("notes.upload_notes"))
            .AddContent<Stamp>("stamp", "stamps", type => type
                .NaturalKey(stamp => [stamp.Text])
                .FilterBy("text", "inks")
                .UploadWith<StampReader>()
                .MadeOfFields()
                .CreateAtOnce())
            .AddPermission("notes.upload_notes", "Can upload notes.")
            .AddRole("notes.note_uploader", "notes.upload_notes")
            .AddRemote<NotesRemote>("notes", "notes", type => type.Policies(DownloadPolicy.Immediate, DownloadPolicy.OnDemand))
            .AddRepository<NotesRepository>("notes", "notes", type => type.Holds<Note>().SyncWith<NotesSource, NotesRemote>().SyncOptions<NotesOptions>())
            .AddPublication<NotesPublication, NotesRepository>("notes", "notes")
            .AddDistribution<NotesDistribution>("notes", "notes", type => type.BaseUrl("/notes/{base_path}/"))
            .AddResource<Notebook>("notebook", "notebooks")
            .AddExporter<NotesExporter, NotesExport, StartNotesExport>("notes", "notes")
            .AddNestedResource<NotesRule, NotesRepository>("rule", "rules", nameof(NotesRule.Repository))
            .AddAction<NotesRepository, ProofreadAction>("proofread", needs: "proofread")
            .AddAction<NotesRepository, SummaryAction>("summary", needs: "view", method: "GET")
            .AddAction<NotesRemote, FromCardAction>("from_card", needs: "add", onCollection: true);
        plugin.Services.AddPulpTask<ProofreadTask, NotesProofreading>(ProofreadTask.Name);
        plugin.Services.AddPulpTask<NotesExportTask, NotesPrinting>(NotesExportTask.Name);
    }
}

internal sealed record Stamp : Pulp.ContentTypes.Content
{
    [Field(MinimumLength = 1, MaximumLength = 20)]
    public required string Text { get; init; }

    [Field(ItemName = "ink")]
    public IReadOnlyList<string> Inks { get; init; } = [];
}

internal sealed class StampReader : IContentUploadReader
{
    public Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        if (context.File.Length > 0)
            throw new InvalidOperationException("A stamp has no file.");
        var text = context.Fields["text"].GetString()!;
        return Task.FromResult(new UploadedContent(new Stamp { Text = text, Inks = [.. text.Split(' ')] }, new Dictionary<string, StoredArtifact>()));
    }
}

internal sealed record Note : Pulp.ContentTypes.Content
{
    public required string Title { get; init; }

    public required string Sha256 { get; init; }

    public long Length { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];
}

internal enum NoteColor
{
    White,
    LightBlue,
}

internal sealed record NotesRemote : Remote
{
    [Field(Minimum = 1, Maximum = 10)]
    public int Depth { get; init; } = 3;

    public double? Weight { get; init; }

    public NoteColor Color { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    public IReadOnlyList<NoteColor> Colors { get; init; } = [];

    public DateTimeOffset? Since { get; init; }

    [Field(MaximumLength = 5)]
    public string? Code { get; init; }
}

internal sealed record NotesRepository : Repository;

internal sealed record NotesPublication : Publication;

internal sealed record NotesDistribution : Distribution;

internal sealed record Notebook : Resource
{
    [Field(Filterable = true)]
    public required string Owner { get; init; }

    [Field(References = ReferenceTarget.Repository, Filterable = true)]
    public Guid? Home { get; init; }

    public override string? GetKey() => Owner;
}

internal sealed record NotesRule : Resource
{
    [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Cascade)]
    public required Guid Repository { get; init; }

    public required string Text { get; init; }

    [Field(Creator = true)]
    public string? Author { get; init; }

    public override string? GetKey() => $"{Repository:N}/{Text}";
}

internal sealed record NotesOptions
{
    public bool Loud { get; init; }
}

internal sealed class NoteReader : IContentUploadReader
{
    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(context.File, Encoding.UTF8, leaveOpen: true);
        var title = await reader.ReadLineAsync(cancellationToken);
        if (string.IsNullOrEmpty(title))
            throw new ContentRefusedException("file", "A note begins with its title.");
        var note = new Note
        {
            Title = title,
            Sha256 = context.Artifact.Sha256,
            Length = context.Artifact.Size ?? 0,
            Language = context.Fields.TryGetValue("language", out var language) ? language.GetString() : null,
            Words = title.Split(' '),
        };
        return new UploadedContent(note, new Dictionary<string, Pulp.Artifacts.StoredArtifact> { [context.RelativePath ?? title] = context.Artifact });
    }
}

/// <summary>What the test says upstream has, and whether syncs may go on.</summary>
internal sealed class NotesUpstream
{
    public TaskCompletionSource? Gate { get; set; }

    public string? Failure { get; set; }
}

internal sealed class NotesSource : ISyncSource
{
    private readonly NotesUpstream upstream;

    public NotesSource(NotesUpstream upstream) => this.upstream = upstream;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (upstream.Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (upstream.Failure is { } failure)
            throw new SyncException(failure);
        yield return new DeclaredContent(new Note { Title = ((NotesOptions)context.Options!).Loud ? "FROM UPSTREAM" : "from upstream", Sha256 = new string('0', 64) });
    }
}
