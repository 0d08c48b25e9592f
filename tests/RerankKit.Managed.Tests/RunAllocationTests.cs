using RerankKit.TestModels;

namespace RerankKit.Managed.Tests;

[TestFixture]
[NonParallelizable]
internal sealed class RunAllocationTests
{
    [TestCase(TestArchitecture.Bert, 1, true)]
    [TestCase(TestArchitecture.Bert, 2, true)]
    [TestCase(TestArchitecture.Bert, 1, false)]
    [TestCase(TestArchitecture.ModernBert, 2, true)]
    [TestCase(TestArchitecture.DebertaV2, 2, true)]
    public void ARunAllocatesNothingOnceItHasSeenItsLargestBatch(TestArchitecture architecture, int threads, bool isLogits)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(architecture));
        using var engine = new EngineRuns(folder.FullName, EncoderKernels.Preferred);
        using ManagedRun run = engine.CreateRun(isLogits, threads);
        using SequenceRequest large = EngineRuns.Request([new([.. Enumerable.Range(5, 100)]), new([.. Enumerable.Range(5, 40)]), new([7, 8])]);
        using SequenceRequest small = EngineRuns.Request([new([.. Enumerable.Range(5, 30)])]);
        SequenceBatch[] batches = [EngineRuns.Batch(large), EngineRuns.Batch(small)];
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            foreach (SequenceBatch batch in batches)
            {
                run.Load(engine.Layout, batch);
                run.RunAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
                _ = run.Output().Floats.Length;
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.That(least, Is.Zero);
    }
}
