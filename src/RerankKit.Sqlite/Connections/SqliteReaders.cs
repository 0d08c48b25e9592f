using System.Collections.Concurrent;

namespace RerankKit.Sqlite;

/// <summary>Connections that only read, kept for the next reader. Every read sees one snapshot. Thread-safe.</summary>
internal sealed class SqliteReaders(Func<SqliteConnection> open, int capacity) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private int _idleCount;
    private volatile bool _isDisposed;

    /// <summary>Reads in one transaction.</summary>
    public T Read<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(RerankDatabase));
        SqliteConnection connection = Rent();
        bool isSound = false;
        try
        {
            using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static state => ((SqliteConnection)state!).Interrupt(), connection);
            connection.Execute("BEGIN");
            T result = work(connection);
            connection.ResetStatements();
            connection.Execute("COMMIT");
            isSound = true;
            return result;
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            Return(connection, isSound);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out SqliteConnection? connection))
        {
            connection.Dispose();
        }
    }

    private SqliteConnection Rent()
    {
        if (_idle.TryTake(out SqliteConnection? connection))
        {
            Interlocked.Decrement(ref _idleCount);
            return connection;
        }

        return open();
    }

    // A connection whose work failed is closed: nothing of it may reach the next reader.
    private void Return(SqliteConnection connection, bool isSound)
    {
        if (!isSound || Interlocked.Increment(ref _idleCount) > capacity)
        {
            if (isSound)
            {
                Interlocked.Decrement(ref _idleCount);
            }

            connection.Dispose();
            return;
        }

        _idle.Add(connection);
        if (_isDisposed)
        {
            Dispose();
        }
    }
}
