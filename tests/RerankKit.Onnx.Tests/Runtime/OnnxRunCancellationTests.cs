using System.Diagnostics;

namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxRunCancellationTests : IDisposable
{
    private const int Products = 4_000;

    private readonly TemporaryModels _models = new();
    private OnnxSession _session = null!;

    [OneTimeSetUp]
    public void Open()
    {
        // Nothing is folded or reused, so that the chain takes as long as it is.
        var options = new OnnxSessionOptions { GraphOptimization = OnnxGraphOptimization.None };
        _session = OnnxSession.Open(TinyGraph.Products(Products).Save(_models), options);
    }

    public void Dispose()
    {
        _session.Dispose();
        _models.Dispose();
    }

    [Test]
    public void ACancelledTokenStartsNothing()
    {
        using OnnxRun run = _session.CreateRun();

        Assert.That(() => run.Execute(new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task ARunIsStoppedAndTheNextOneIsWhole()
    {
        using OnnxRun run = _session.CreateRun();
        using var cancellation = new CancellationTokenSource();
        SetIdentity(run, 384);
        Task execution = Task.Run(() => run.Execute(cancellation.Token));
        await UntilExecuting(run).ConfigureAwait(false);
        await cancellation.CancelAsync().ConfigureAwait(false);

        OperationCanceledException e = Assert.ThrowsAsync<OperationCanceledException>(() => execution)!;
        Assert.That(e.CancellationToken, Is.EqualTo(cancellation.Token));
        Assert.That(() => run.Output(0).Length, Throws.InvalidOperationException);

        SetIdentity(run, 2);
        run.Execute();
        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([1f, 0f, 0f, 1f]));
    }

    [Test]
    public void CancellingAtAnyMomentLeavesTheRunUsable()
    {
        using OnnxRun run = _session.CreateRun();
        int stopped = 0;
        for (int i = 0; i < 200; i++)
        {
            SetIdentity(run, 2);
            using var cancellation = new CancellationTokenSource();
            Task cancelling = Task.Run(() =>
            {
                // A different moment each time, from before the run to after it.
                long end = Stopwatch.GetTimestamp() + i * Stopwatch.Frequency / 100_000;
                while (Stopwatch.GetTimestamp() < end)
                {
                    Thread.SpinWait(1);
                }

                cancellation.Cancel();
            });
            try
            {
                run.Execute(cancellation.Token);
                Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([1f, 0f, 0f, 1f]));
            }
            catch (OperationCanceledException)
            {
                stopped++;
            }

            cancelling.GetAwaiter().GetResult();
        }

        SetIdentity(run, 2);
        run.Execute();
        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([1f, 0f, 0f, 1f]));
        Assert.That(stopped, Is.Positive);
    }

    [Test]
    public async Task ASecondThreadIsTurnedAwayWhileARunExecutes()
    {
        using OnnxRun run = _session.CreateRun();
        using var cancellation = new CancellationTokenSource();
        SetIdentity(run, 384);
        Task execution = Task.Run(() => run.Execute(cancellation.Token));
        await UntilExecuting(run).ConfigureAwait(false);

        Assert.That(() => run.Execute(), Throws.InvalidOperationException.With.Message.Contains("another thread"));
        Assert.That(() => run.SetFloat(0, [2, 2]).Length, Throws.InvalidOperationException);
        Assert.That(() => run.Output(0).Length, Throws.InvalidOperationException);

        await cancellation.CancelAsync().ConfigureAwait(false);
        Assert.ThrowsAsync<OperationCanceledException>(() => execution);
    }

    [Test]
    public async Task ARunDisposedWhileItExecutesEndsWell()
    {
        OnnxRun run = _session.CreateRun();
        using var cancellation = new CancellationTokenSource();
        SetIdentity(run, 384);
        Task execution = Task.Run(() => run.Execute(cancellation.Token));
        await UntilExecuting(run).ConfigureAwait(false);
        run.Dispose();
        run.Dispose();
        await cancellation.CancelAsync().ConfigureAwait(false);

        Assert.ThrowsAsync<OperationCanceledException>(() => execution);
        Assert.That(() => run.Execute(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => run.SetFloat(0, [2, 2]).Length, Throws.InstanceOf<ObjectDisposedException>());
    }

    private static void SetIdentity(OnnxRun run, int size)
    {
        Span<float> matrix = run.SetFloat(0, [size, size]);
        matrix.Clear();
        for (int i = 0; i < size; i++)
        {
            matrix[i * size + i] = 1;
        }
    }

    private static async Task UntilExecuting(OnnxRun run)
    {
        while (!run.IsExecuting)
        {
            await Task.Yield();
        }
    }
}
