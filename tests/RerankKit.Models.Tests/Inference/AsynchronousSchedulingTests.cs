namespace RerankKit.Models.Tests.Inference;

/// <summary>Runs that wait elsewhere take no thread; runs that compute have one of their own.</summary>
public class AsynchronousSchedulingTests
{
    private const int Runs = 200;

    [Test]
    public async Task RunsThatWaitElsewhereHoldNoThread()
    {
        var waiting = new WaitingRunner(Runs);
        using var scheduler = Create(waiting, Runs, isBlocking: false);
        int before = ThreadPool.ThreadCount;
        Task<double[]> call = ScoreAsync(scheduler, Runs);
        await waiting.AllBegun;
        Assert.That(ThreadPool.ThreadCount - before, Is.LessThan(Runs / 2), "as many requests are under way, and no thread waits for one");
        Assert.That(waiting.BegunElsewhere, Is.Zero, "there are no threads of its own");
        waiting.Answer.SetResult();
        Assert.That(await call, Has.All.EqualTo(7));
    }

    [Test]
    public async Task RunsThatComputeAreBegunOnThreadsOfTheirOwn()
    {
        var computing = new WaitingRunner(Runs);
        computing.Answer.SetResult();
        using var scheduler = Create(computing, 2, isBlocking: true);
        await ScoreAsync(scheduler, Runs);
        Assert.That(computing.BegunElsewhere, Is.EqualTo(Runs));
    }

    [Test]
    public async Task AFailureThatComesLaterIsTheCalls()
    {
        var failing = new WaitingRunner(1);
        using var scheduler = Create(failing, 1, isBlocking: false);
        Task<double[]> call = ScoreAsync(scheduler, 1);
        await failing.AllBegun;
        failing.Answer.SetException(new IOException("the server is gone"));
        Assert.That(async () => await call, Throws.TypeOf<IOException>().With.Message.Contains("gone"));
    }

    [Test]
    public async Task DisposalEndsCallsWithoutWaitingForTheirAnswers()
    {
        var waiting = new WaitingRunner(1);
        var scheduler = Create(waiting, 1, isBlocking: false);
        Task<double[]> call = ScoreAsync(scheduler, 1);
        await waiting.AllBegun;
        scheduler.Dispose();
        Assert.That(async () => await call, Throws.TypeOf<ObjectDisposedException>());
        waiting.Answer.SetResult();
    }

    private static BatchScheduler Create(WaitingRunner runner, int workers, bool isBlocking) =>
        new(_ => runner, new(workers, TokenBudget: 1, IsolateSequences: true, IsBlocking: isBlocking), TimeProvider.System, "test");

    private static async Task<double[]> ScoreAsync(BatchScheduler scheduler, int count)
    {
        using var request = new SequenceRequest(count, arenas: 1);
        for (int i = 0; i < count; i++)
        {
            request.Write(i, 0, [1, 2], [0, 0], isTruncated: false);
        }

        request.Arrange([], count);
        await scheduler.ScoreAsync(request, deadline: null, CancellationToken.None);
        return request.Logits.ToArray();
    }

    /// <summary>All workers' runs wait for one answer, as requests wait for a server.</summary>
    private sealed class WaitingRunner(int expected) : IBatchRunner
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;
        private int _elsewhere;

        public Task AllBegun => _begun.Task;

        public int BegunElsewhere => _elsewhere;

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask RunAsync(SequenceBatch batch, CancellationToken cancellationToken)
        {
            if (!Thread.CurrentThread.IsThreadPoolThread)
            {
                Interlocked.Increment(ref _elsewhere);
            }

            if (Interlocked.Increment(ref _count) == expected)
            {
                _begun.SetResult();
            }

            if (!Answer.Task.IsCompletedSuccessfully)
            {
                await Answer.Task;
            }

            batch.Logits.Fill(7);
        }

        public void Dispose()
        {
            // Nothing of its own.
        }
    }
}
