using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Personalizer.Storage;

/// <summary>
/// Writes of all callers, by one thread, as many in a transaction as are waiting: a caller is answered when the transaction that holds his
/// write is committed, so what was acknowledged is in the file, and callers share what a commit costs.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    private const int MostInTransaction = 256;

    private readonly SqliteConnection _connection;
    private readonly BlockingCollection<IWrite> _waiting = new(boundedCapacity: 10_000);
    private readonly Thread _thread;

    public WriteQueue(SqliteConnection connection)
    {
        _connection = connection;
        _thread = new Thread(Run) { Name = "event store", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs a write in a transaction; what it returns is returned when that is committed.</summary>
    public Task<T> Add<T>(Func<T> write)
    {
        var waiting = new Write<T>(write);
        _waiting.Add(waiting);
        return waiting.Task;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Run()
    {
        var batch = new List<IWrite>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < MostInTransaction && _waiting.TryTake(out var next))
                batch.Add(next);
            Commit(batch);
        }
    }

    private void Commit(List<IWrite> batch)
    {
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            foreach (var write in batch)
                write.Run();
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            foreach (var write in batch)
                write.Fail(new IOException($"Events cannot be stored: {e.Message}", e));
            return;
        }

        foreach (var write in batch)
            write.Complete();
    }

    private interface IWrite
    {
        void Run();

        void Complete();

        void Fail(Exception error);
    }

    private sealed class Write<T>(Func<T> write) : IWrite
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _done.Task;

        public void Run() => _result = write();

        public void Complete() => _done.TrySetResult(_result!);

        public void Fail(Exception error) => _done.TrySetException(error);
    }
}
