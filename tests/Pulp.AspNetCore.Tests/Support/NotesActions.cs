using System.Text;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Tests.Support;

internal sealed record NotesProofreading
{
    public required string Language { get; init; }

    [Field(Minimum = 1, Maximum = 5)]
    public int Rounds { get; init; } = 1;

    [Field(References = ReferenceTarget.Remote)]
    public Guid? Dictionary { get; init; }
}

internal sealed record NotesCard
{
    [Field(MaximumLength = 1000)]
    public required byte[] Card { get; init; }

    public required string Name { get; init; }

    public NoteColor Color { get; init; }
}

internal sealed record NotesSummary(string Name, int Letters);

internal sealed class ProofreadTask : ITaskHandler<NotesProofreading>
{
    public const string Name = "notes.proofread";

    public Task<object?> RunAsync(TaskContext context, NotesProofreading arguments, CancellationToken cancellationToken) =>
        Task.FromResult<object?>($"{arguments.Rounds} rounds of {arguments.Language}{(arguments.Dictionary is null ? "" : " with a dictionary")}");
}

/// <summary>Starts a task on one repository.</summary>
internal sealed class ProofreadAction(TaskDispatcher dispatcher) : IResourceAction<NotesProofreading, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, NotesProofreading document, CancellationToken cancellationToken) =>
        document.Language == "klingon"
            ? throw new InvalidResourceException(new Dictionary<string, IReadOnlyList<string>> { ["language"] = ["Nobody proofreads that."] })
            : dispatcher.DispatchAsync<ProofreadTask, NotesProofreading>(
                context.RequestTask(ProofreadTask.Name, $"shared:{context.Type.PrnOf(context.Resource!.Id)}"), document, cancellationToken);
}

/// <summary>Makes a remote of a file that is sent.</summary>
internal sealed class FromCardAction : IResourceAction<NotesCard, NotesRemote>
{
    public Task<NotesRemote> RunAsync(ResourceActionContext context, NotesCard document, CancellationToken cancellationToken) =>
        Task.FromResult(new NotesRemote { Name = document.Name, Url = Encoding.UTF8.GetString(document.Card), Color = document.Color });
}

/// <summary>Answers with a document.</summary>
internal sealed class SummaryAction : IResourceAction<NoDocument, NotesSummary>
{
    public Task<NotesSummary> RunAsync(ResourceActionContext context, NoDocument document, CancellationToken cancellationToken) =>
        Task.FromResult(new NotesSummary(((NotesRepository)context.Resource!).Name, ((NotesRepository)context.Resource).Name.Length));
}
