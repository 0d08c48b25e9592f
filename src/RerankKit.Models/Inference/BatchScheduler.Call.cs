namespace RerankKit.Models;

/// <summary>One call's state; everything under the scheduler's lock.</summary>
internal sealed partial class BatchScheduler
{
    private sealed class Call(BatchScheduler scheduler, SequenceRequest request, long? deadline)
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private CancellationTokenRegistration _cancellation;
        private ITimer? _timer;
        private bool _completed;

        public SequenceRequest Request => request;

        public long? Deadline => deadline;

        public Task Task => _completion.Task;

        public LinkedListNode<Call>? Node { get; set; }

        /// <summary>What the scheduler had served when the call came, in padded tokens.</summary>
        public long Start { get; set; }

        /// <summary>What the call was served, in padded tokens.</summary>
        public long Served { get; set; }

        /// <summary>Sequences in batches that run.</summary>
        public int InFlight { get; set; }

        public bool IsCompleted => _completed;

        /// <summary>Whether it has a deadline and nothing of it has been tried yet.</summary>
        public bool IsUntried => deadline is not null && Served == 0;

        public void Watch(TimeProvider timeProvider, CancellationToken cancellationToken)
        {
            CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(
                static (state, token) => ((Call)state!).Cancel(token), this);
            ITimer? timer = deadline is long end
                ? timeProvider.CreateTimer(
                    static state => ((Call)state!).RunOutOfTime(),
                    this,
                    Max(timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), end), TimeSpan.Zero),
                    Timeout.InfiniteTimeSpan)
                : null;
            bool completed;
            lock (scheduler._gate)
            {
                (_cancellation, _timer) = (cancellation, timer);
                completed = _completed;
            }

            if (completed)
            {
                StopWatching();
            }
        }

        /// <summary>Leaves the sequences that no batch has taken without a score; ends with the last one in flight.</summary>
        public void StopTaking()
        {
            Request.DropWaiting();
            CompleteIfDone();
        }

        public void CompleteIfDone()
        {
            if (Request.Waiting == 0 && InFlight == 0 && Leave())
            {
                _completion.TrySetResult();
            }
        }

        public void Fail(Exception exception)
        {
            if (Leave())
            {
                _completion.TrySetException(exception);
            }
        }

        private void Cancel(CancellationToken cancellationToken)
        {
            lock (scheduler._gate)
            {
                if (Leave())
                {
                    _completion.TrySetCanceled(cancellationToken);
                    scheduler.StopRunsForNobody();
                }
            }
        }

        private void RunOutOfTime()
        {
            lock (scheduler._gate)
            {
                if (Leave())
                {
                    _completion.TrySetResult();
                    scheduler.StopRunsForNobody();
                }
            }
        }

        private bool Leave()
        {
            if (_completed)
            {
                return false;
            }

            _completed = true;
            Request.DropWaiting();
            scheduler._calls.Remove(Node!);
            StopWatching();
            return true;
        }

        // Unregister does not wait for a callback in progress, which may be waiting for the lock.
        private void StopWatching()
        {
            _cancellation.Unregister();
            _timer?.Dispose();
        }

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }
}
