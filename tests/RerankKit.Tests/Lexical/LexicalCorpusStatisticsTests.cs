namespace RerankKit.Tests.Lexical;

public class LexicalCorpusStatisticsTests
{
    private static readonly string[] Documents = ["The key, the key", "Schlüssel", "", "a key of the lock"];

    [Test]
    public void DocumentsAndTermsAreCounted()
    {
        var statistics = LexicalCorpusStatistics.Build(Documents);
        Assert.That((statistics.DocumentCount, statistics.TotalLength, statistics.DistinctTerms), Is.EqualTo((4, 10, 6)));
        Assert.That(statistics.AverageLength, Is.EqualTo(2.5));
        Assert.That(
            new[] { "the", "key", "schlussel", "a", "unknown" }.Select(statistics.DocumentFrequency),
            Is.EqualTo([2, 2, 1, 1, 0]));
    }

    [Test]
    public void ANullDocumentIsRefusedByItsPosition() =>
        Assert.That(() => LexicalCorpusStatistics.Build(["a", null!]), Throws.ArgumentException.With.Message.Contains("Document 1"));

    [Test]
    public void CountingCanBeCancelled()
    {
        using var source = new CancellationTokenSource();
        Assert.That(() => LexicalCorpusStatistics.Build(Endless(source), null, source.Token), Throws.InstanceOf<OperationCanceledException>());

        static IEnumerable<string> Endless(CancellationTokenSource source)
        {
            for (int i = 0; ; i++)
            {
                if (i == 10)
                {
                    source.Cancel();
                }

                yield return "a";
            }
        }
    }

    [Test]
    public void MergedPartsAreTheWhole()
    {
        var merged = LexicalCorpusStatistics.Build(Documents.Take(1)).Merge(LexicalCorpusStatistics.Build(Documents.Skip(1)));
        Assert.That(merged.Fingerprint, Is.EqualTo(LexicalCorpusStatistics.Build(Documents).Fingerprint));
        Assert.That((merged.DocumentCount, merged.TotalLength, merged.DocumentFrequency("key")), Is.EqualTo((4, 10, 2)));
        Assert.That(LexicalCorpusStatistics.Build([]).Merge(merged).Fingerprint, Is.EqualTo(merged.Fingerprint));
    }

    [Test]
    public void PartsOfDifferentAnalysesDoNotMerge() =>
        Assert.That(
            () => LexicalCorpusStatistics.Build(["a"]).Merge(LexicalCorpusStatistics.Build(["a"], new() { FoldAccents = false })),
            Throws.ArgumentException.With.Message.Contains("fold-identifiers-1").And.Message.Contains("lower-identifiers-1"));

    [Test]
    public void TheFingerprintIdentifiesTheContents()
    {
        string[] fingerprints =
        [
            LexicalCorpusStatistics.Build(Documents).Fingerprint,
            LexicalCorpusStatistics.Build(Documents.Append("")).Fingerprint,
            LexicalCorpusStatistics.Build(Documents.Append("a")).Fingerprint,
            LexicalCorpusStatistics.Build(Documents, new() { FoldAccents = false }).Fingerprint,
        ];
        Assert.That(fingerprints, Is.Unique);
        Assert.That(LexicalCorpusStatistics.Build(Documents.Reverse()).Fingerprint, Is.EqualTo(fingerprints[0]));
        Assert.That(fingerprints[0], Does.Match("^[0-9a-f]{16}$"));
    }

    [Test]
    public void WhatIsSavedIsLoaded([Values] bool fold)
    {
        var statistics = LexicalCorpusStatistics.Build(Enumerable.Range(0, 5000).Select(i => $"wörd{i} wörd{i % 10}"), new() { FoldAccents = fold });
        using var stream = new MemoryStream(Saved(statistics));
        var loaded = LexicalCorpusStatistics.Load(stream);
        Assert.That(loaded.Fingerprint, Is.EqualTo(statistics.Fingerprint));
        Assert.That(loaded.Analysis.FoldAccents, Is.EqualTo(fold));
        Assert.That((loaded.DocumentCount, loaded.TotalLength, loaded.DistinctTerms), Is.EqualTo((5000, 10000, 5000)));
        Assert.That(loaded.DocumentFrequency(fold ? "word3" : "wörd3"), Is.EqualTo(500));
    }

    [Test]
    public void WholeIdentifiersAreCountedSavedAndLoaded()
    {
        var statistics = LexicalCorpusStatistics.Build(["node.js", "C++", "C"]);
        Assert.That((statistics.TotalLength, statistics.DistinctTerms), Is.EqualTo((4L, 5)));
        LexicalCorpusStatistics loaded = Load(Saved(statistics), null);
        Assert.That(new[] { "node", "js", "node.js", "c", "c++" }.Select(loaded.DocumentFrequency), Is.EqualTo([1, 1, 1, 2, 1]));
        Assert.That(loaded.Fingerprint, Is.EqualTo(statistics.Fingerprint));
        Assert.That(Load(Saved(LexicalCorpusStatistics.Build(["C++"])), null).DistinctTerms, Is.EqualTo(2), "as many wholes as parts");
    }

    [Test]
    public async Task StatisticsFromBeforeThereWereIdentifiersGoWithTheAnalysisOfTheirTime()
    {
        byte[] saved = Saved(LexicalCorpusStatistics.Build(["node.js", "x"], new() { KeepIdentifiers = false }));
        Assert.That(System.Text.Encoding.ASCII.GetString(saved, 12, 6), Is.EqualTo("fold-1"), "as it was written then");
        LexicalCorpusStatistics loaded = Load(saved, null);
        Assert.That((loaded.Analysis.KeepIdentifiers, loaded.Analysis.FoldAccents), Is.EqualTo((false, true)));
        using var reranker = new LexicalReranker(new() { Statistics = loaded });
        Assert.That((await reranker.RerankAsync("node.js", ["node js", "node.js"])).Results[0].Index, Is.Zero, "both have the same terms");
        Assert.That(() => Load(saved, LexicalAnalysis.Default), Throws.ArgumentException.With.Message.Contains("'fold-1'").And.Message.Contains("'fold-identifiers-1'"));
    }

    [Test]
    public void SeveralStatisticsMayFollowEachOtherInAStream()
    {
        using var stream = new MemoryStream([.. Saved(LexicalCorpusStatistics.Build(Documents)), .. Saved(LexicalCorpusStatistics.Build([]))]);
        Assert.That(LexicalCorpusStatistics.Load(stream).DocumentCount, Is.EqualTo(4));
        Assert.That(LexicalCorpusStatistics.Load(stream).DocumentCount, Is.Zero);
    }

    [Test]
    public void StatisticsOfATokenizerNeedThatTokenizer()
    {
        var analysis = LexicalAnalysis.FromTokenizer("words-1", text => text.Split(' '));
        byte[] saved = Saved(LexicalCorpusStatistics.Build(Documents, analysis));
        Assert.That(() => Load(saved, null), Throws.ArgumentException.With.Message.Contains("custom-words-1"));
        Assert.That(() => Load(saved, LexicalAnalysis.Default), Throws.ArgumentException);
        Assert.That(Load(saved, LexicalAnalysis.FromTokenizer("words-1", text => text.Split(' '))).DocumentFrequency("Schlüssel"), Is.EqualTo(1));
    }

    [Test]
    public void EveryFlippedBitIsNoticed()
    {
        byte[] saved = Saved(LexicalCorpusStatistics.Build(["one key"]));
        for (int i = 0; i < saved.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. saved];
                damaged[i] ^= (byte)(1 << bit);
                Assert.That(() => Load(damaged, null), Throws.InstanceOf<InvalidDataException>(), $"byte {i}, bit {bit}");
            }
        }
    }

    [Test]
    public void EveryMissingByteIsNoticed()
    {
        byte[] saved = Saved(LexicalCorpusStatistics.Build(["one key"]));
        for (int length = 0; length < saved.Length; length++)
        {
            Assert.That(() => Load(saved[..length], null), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [Test]
    public void AnotherFormatVersionIsNamed()
    {
        byte[] saved = Saved(LexicalCorpusStatistics.Build(["one key"]));
        saved[4] = 9;
        Assert.That(() => Load(saved, null), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("version 9"));
        Assert.That(() => Load([1, 2, 3, 4, 5], null), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("RKLS"));
    }

    private static byte[] Saved(LexicalCorpusStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        return stream.ToArray();
    }

    private static LexicalCorpusStatistics Load(byte[] saved, LexicalAnalysis? analysis)
    {
        using var stream = new MemoryStream(saved);
        return LexicalCorpusStatistics.Load(stream, analysis);
    }
}
