namespace Pulp.Tasking;

internal enum QueueStage
{
    Outside,
    Waiting,
    Ready,
    Started,
    Gone,
}
