namespace RerankKit.Tests.Caching;

public class CacheEntryCodecTests
{
    private static readonly Hash128 Key = new(1, 2);

    private static readonly CacheEntry[] Entries =
    [
        new(new(0, 1.5) { Placement = RerankPlacement.Cached }, RerankScoreKind.Logit, 7, 638_000_000_000_000_000),
        new(new(0, -0.0) { RawScore = 0, TokenCount = 0 }, RerankScoreKind.Probability, ulong.MaxValue, long.MaxValue),
        new(new(99, double.MinValue) { RawScore = -3.25, TokenCount = 512, IsTruncated = true }, RerankScoreKind.RankOnly, 0, 1),
        new(new(3, 0) { Placement = RerankPlacement.EarlierStage, RawScore = double.Epsilon }, RerankScoreKind.Similarity, 9, 2),
        new(new(0, 0.5), RerankScoreKind.Logit, 7, 8) { QueryTruncation = new() },
        new(new(0, 0.5), RerankScoreKind.Logit, 7, 8) { QueryTruncation = new() { TokensRead = 0 } },
        new(new(0, 0.5), RerankScoreKind.Logit, 7, 8) { QueryTruncation = new() { TokensRead = 93, TokenCount = 402 } },
    ];

    [TestCaseSource(nameof(Entries))]
    public void WhatIsWrittenIsReadBack(object entry)
    {
        byte[] value = CacheEntryCodec.Write(Key, (CacheEntry)entry);
        Assert.That(value, Has.Length.EqualTo(56));
        Assert.That(CacheEntryCodec.TryRead(Key, value, out CacheEntry read), Is.True);
        Assert.That(read, Is.EqualTo(entry));
    }

    [Test]
    public void AnyFlippedBitIsNoticed()
    {
        byte[] value = CacheEntryCodec.Write(Key, Entries[2]);
        for (int bit = 0; bit < value.Length * 8; bit++)
        {
            byte[] corrupt = [.. value];
            corrupt[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(CacheEntryCodec.TryRead(Key, corrupt, out _), Is.False, $"bit {bit}");
        }
    }

    [Test]
    public void AValueUnderAnotherKeyOrOfAnotherLengthIsRefused()
    {
        byte[] value = CacheEntryCodec.Write(Key, Entries[0]);
        Assert.That(CacheEntryCodec.TryRead(new(2, 1), value, out _), Is.False);
        Assert.That(CacheEntryCodec.TryRead(Key, value.AsSpan(1), out _), Is.False);
        Assert.That(CacheEntryCodec.TryRead(Key, [.. value, 0], out _), Is.False);
        Assert.That(CacheEntryCodec.TryRead(Key, [], out _), Is.False);
    }

    [Test]
    public void WhatIsNoScoreIsRefusedThoughTheCheckFits()
    {
        CacheEntry entry = Entries[0];
        CacheEntry[] wrong =
        [
            entry with { Result = new(0, double.NaN) },
            entry with { Result = new(0, double.PositiveInfinity) },
            entry with { Result = new(-1, 0) },
            entry with { Result = new RerankResult(0, 0) with { Placement = (RerankPlacement)99 } },
            entry with { Kind = (RerankScoreKind)99 },
        ];
        foreach (CacheEntry one in wrong)
        {
            Assert.That(CacheEntryCodec.TryRead(Key, CacheEntryCodec.Write(Key, one), out _), Is.False, $"{one}");
        }
    }

    [Test]
    public void GenerationsAreCheckedAsWell()
    {
        byte[] value = CacheEntryCodec.WriteGeneration(Key, 638_000_000_000_000_000);
        Assert.That(CacheEntryCodec.TryReadGeneration(Key, value, out long generation), Is.True);
        Assert.That(generation, Is.EqualTo(638_000_000_000_000_000));
        Assert.That(CacheEntryCodec.TryReadGeneration(new(2, 1), value, out _), Is.False);
        Assert.That(CacheEntryCodec.TryReadGeneration(Key, value.AsSpan(1), out _), Is.False);
        Assert.That(CacheEntryCodec.TryReadGeneration(Key, CacheEntryCodec.WriteGeneration(Key, 0), out _), Is.False);
        value[9] ^= 1;
        Assert.That(CacheEntryCodec.TryReadGeneration(Key, value, out _), Is.False);
    }
}
