namespace Pulp.Tasking;

/// <summary>Runs a task's handler, with the arguments bound already.</summary>
internal delegate Task<object?> TaskBody(IServiceProvider services, TaskContext context, CancellationToken cancellationToken);
