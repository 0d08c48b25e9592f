using System.Collections.Concurrent;

namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxSessionThreadingTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [Test]
    public void ThousandsOfRunsOnManyThreadsEachGetTheirOwnResult([Values(1, 2)] int intraOpThreads)
    {
        using OnnxSession session = Open(intraOpThreads);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            using OnnxRun run = session.CreateRun();
            for (int i = 0; i < 2_000; i++)
            {
                int batch = 1 + (i + worker) % 7;
                run.SetFloat(0, [batch, 2]).Fill(worker);
                run.SetFloat(1, [batch, 2]).Fill(i);
                run.Execute();
                ReadOnlySpan<float> sum = run.Output(0).Floats;
                if (sum.Length != 2 * batch || sum.ContainsAnyExcept((float)(worker + i)))
                {
                    Assert.Fail($"Worker {worker}, run {i}: {string.Join(", ", sum.ToArray())}");
                }
            }
        });
    }

    [Test]
    public void ASessionMayBeDisposedWhileRunsAreInFlight()
    {
        for (int round = 0; round < 20; round++)
        {
            OnnxSession session = Open(1);
            var failures = new ConcurrentBag<Exception>();
            using var started = new CountdownEvent(4);
            Thread[] workers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => Work(session, started, failures)))];
            Array.ForEach(workers, worker => worker.Start());
            started.Wait();
            session.Dispose();
            Array.ForEach(workers, worker => worker.Join());

            Assert.That(failures, Has.Count.EqualTo(4).And.All.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void ADisposedSessionRunsNothingMore()
    {
        OnnxSession session = Open(1);
        using OnnxRun run = session.CreateRun();
        run.SetFloat(0, [1, 2]).Fill(1);
        run.SetFloat(1, [1, 2]).Fill(1);
        run.Execute();
        session.Dispose();
        session.Dispose();

        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([2f, 2f]));
        Assert.That(() => run.Execute(), Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains(nameof(OnnxSession)));
        Assert.That(() => session.CreateRun(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void RunsThatNobodyDisposesAreCollected()
    {
        using OnnxSession session = Open(1);
        WeakReference[] runs = [.. Enumerable.Range(0, 20).Select(_ => Forgotten(session))];
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(runs.Count(run => run.IsAlive), Is.LessThan(5));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Forgotten(OnnxSession session)
    {
        OnnxRun run = session.CreateRun();
        run.SetFloat(0, [1, 2]).Fill(1);
        run.SetFloat(1, [1, 2]).Fill(1);
        run.Execute();
        return new WeakReference(run, trackResurrection: true);
    }

    private static void Work(OnnxSession session, CountdownEvent started, ConcurrentBag<Exception> failures)
    {
        using OnnxRun run = session.CreateRun();
        bool signalled = false;
        try
        {
            while (true)
            {
                run.SetFloat(0, [64, 2]).Fill(1);
                run.SetFloat(1, [64, 2]).Fill(2);
                run.Execute();
                if (run.Output(0).Floats[127] != 3)
                {
                    throw new InvalidOperationException("Wrong result.");
                }

                if (!signalled)
                {
                    started.Signal();
                    signalled = true;
                }
            }
        }
        catch (Exception e)
        {
            failures.Add(e);
        }
    }

    private OnnxSession Open(int intraOpThreads) =>
        OnnxSession.Open(TinyGraph.Addition().Save(_models), new OnnxSessionOptions { IntraOpThreads = intraOpThreads });
}
