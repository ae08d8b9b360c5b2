using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Sqlite;

internal sealed class SqliteChange<T> : SqliteChange
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int Canceled = 2;
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<IStoreSession, ValueTask<T>> body;
    private readonly CancellationToken cancellationToken;
    private readonly CancellationTokenRegistration registration;
    private T result = default!;
    private int state;

    public SqliteChange(Func<IStoreSession, ValueTask<T>> body, CancellationToken cancellationToken)
    {
        this.body = body;
        this.cancellationToken = cancellationToken;
        registration = cancellationToken.UnsafeRegister(static change => ((SqliteChange<T>)change!).Cancel(), this);
    }

    public Task<T> Task => completion.Task;

    public override bool TryStart()
    {
        if (Interlocked.CompareExchange(ref state, Running, Waiting) != Waiting)
            return false;
        registration.Unregister();
        return true;
    }

    public override void Run(SqlSession session) => result = Ended(body(session));

    public override void Complete() => completion.TrySetResult(result);

    public override void Fail(Exception exception)
    {
        registration.Unregister();
        if (exception is OperationCanceledException canceled)
            completion.TrySetCanceled(canceled.CancellationToken);
        else
            completion.TrySetException(exception);
    }

    private void Cancel()
    {
        if (Interlocked.CompareExchange(ref state, Canceled, Waiting) == Waiting)
            completion.TrySetCanceled(cancellationToken);
    }
}
