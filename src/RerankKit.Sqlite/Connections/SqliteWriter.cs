namespace RerankKit.Sqlite;

/// <summary>The one connection that writes. Writes of this process queue up; those of other processes are waited for. Thread-safe.</summary>
/// <param name="connection">The connection; owned. It waits for no locks: that is done here, without a thread and with cancellation.</param>
/// <param name="busyTimeout">How long to wait for other processes.</param>
/// <param name="isDurable">Whether commits are on the disk when they return.</param>
/// <param name="timeProvider">The clock of the waiting.</param>
internal sealed class SqliteWriter(SqliteConnection connection, TimeSpan busyTimeout, bool isDurable, TimeProvider timeProvider) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isSynchronous = true;
    private volatile bool _isDisposed;

    /// <summary>Writes in one transaction: all of it or nothing.</summary>
    /// <param name="work">Writes.</param>
    /// <param name="cancellationToken">Cancels until the commit begins.</param>
    /// <param name="isCache">Whether the loss of the latest writes in a power failure does not matter.</param>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken, bool isCache = false) =>
        InTurnAsync(
            async () =>
            {
                SetSynchronous(isDurable && !isCache);
                await WaitForAsync("BEGIN IMMEDIATE", cancellationToken).ConfigureAwait(false);
                T result;
                using (cancellationToken.UnsafeRegister(static state => ((SqliteConnection)state!).Interrupt(), connection))
                {
                    result = work(connection);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                connection.ResetStatements();
                connection.Execute("COMMIT");
                return result;
            },
            cancellationToken);

    /// <summary>Runs one command that cannot stand in a transaction.</summary>
    public Task RunAsync(string sql, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                using (cancellationToken.UnsafeRegister(static state => ((SqliteConnection)state!).Interrupt(), connection))
                {
                    await WaitForAsync(sql, cancellationToken).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken);

    /// <summary>Waits for the write under way, then closes the connection.</summary>
    public void Dispose()
    {
        _turn.Wait();
        if (!_isDisposed)
        {
            _isDisposed = true;
            connection.Dispose();
        }

        // Not disposed: others may wait for their turn, to learn that there is none.
        _turn.Release();
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RerankDatabase));

            // Disks are waited for on a thread of the pool, not on the caller's.
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            RollBack();
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch
        {
            RollBack();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WaitForAsync(string sql, CancellationToken cancellationToken)
    {
        var wait = new LockWait(busyTimeout, timeProvider);
        while (true)
        {
            SqliteStatement statement = connection.Prepare(sql);
            int code = statement.TryRun();
            if (code == raw.SQLITE_OK)
            {
                return;
            }

            bool isBusy = SqliteCode.IsBusy(code);
            if (!isBusy || !wait.HasTimeLeft)
            {
                Exception exception = connection.Error(code);
                statement.Reset();
                throw exception;
            }

            statement.Reset();
            await wait.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void SetSynchronous(bool value)
    {
        if (_isSynchronous != value)
        {
            connection.Execute(value ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            _isSynchronous = value;
        }
    }

    private void RollBack()
    {
        if (!_isDisposed)
        {
            connection.RollBack();
        }
    }
}
