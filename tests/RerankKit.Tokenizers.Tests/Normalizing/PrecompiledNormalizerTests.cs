using System.Buffers.Binary;
using System.Text.Json;

namespace RerankKit.Tokenizers;

public class PrecompiledNormalizerTests
{
    // Taken from Hugging Face tokenizers with the nmt_nfkc map, whose rules for these our own map has too.
    [TestCase("plain ASCII text", "plain ASCII text")]
    [TestCase("\uFB01ve \u2122", "five TM")]
    [TestCase("\u00BC\u0301\u00BD", "1\u204441\u20442")]
    [TestCase("e\u0301", "\u00E9")]
    [TestCase("a\tb\r\nc\u0001d", "a b cd")]
    [TestCase("\uFF21\uFF22\u3000\uFF8A\uFF9F", "AB \u30CF\u309A")]
    public void TextIsMappedAsByTheReference(string text, string mapped)
    {
        var normalized = new NormalizedText();
        normalized.Reset(text, 0, trackOffsets: true);
        Nmt().Normalize(normalized);

        Assert.That(normalized.Text.ToString(), Is.EqualTo(mapped));
    }

    [Test]
    public void RangesPointBackToTheOriginal()
    {
        var normalized = new NormalizedText();
        normalized.Reset("x\u2122\uFB01y", 0, trackOffsets: true);
        Nmt().Normalize(normalized);

        Assert.That(normalized.Text.ToString(), Is.EqualTo("xTMfiy"));
        Assert.That(normalized.OriginalRange(1, 3), Is.EqualTo((1, 2)));
        Assert.That(normalized.OriginalRange(4, 5), Is.EqualTo((2, 3)));
        Assert.That(normalized.OriginalRange(5, 6), Is.EqualTo((3, 4)));
    }

    /// <summary>As in the reference: who looks where the text begins does not see what vanished in front.</summary>
    [Test]
    public void WhatVanishesInFrontLeavesTheBeginningWhereItWas()
    {
        var normalized = new NormalizedText();
        normalized.Reset("\u0001\u200Bab", 5, trackOffsets: true);
        Nmt().Normalize(normalized);

        Assert.That(normalized.Text.ToString(), Is.EqualTo("ab"));
        Assert.That((normalized.OriginalRange(0, 1), normalized.OriginalRange(1, 2)), Is.EqualTo(((5, 8), (8, 9))));
    }

    [Test]
    public void CombiningMarksWithoutEndAreLinear()
    {
        var normalized = new NormalizedText();
        normalized.Reset("\u00BC" + new string('\u0301', 1_000_000), 0, trackOffsets: false);
        Nmt().Normalize(normalized);

        Assert.That(normalized.Length, Is.EqualTo(1_000_003));
    }

    [Test]
    public void DamagedMapsAreRefused()
    {
        byte[] map = Map();
        byte[] tooLong = [.. map];
        BinaryPrimitives.WriteInt32LittleEndian(tooLong, map.Length);
        byte[] notText = [.. map];
        notText[^1] = 0xFF;
        foreach (byte[] damaged in (byte[][])[[], [1, 2], [0, 0, 0, 0], tooLong, notText, map[..1000]])
        {
            Assert.That(() => Charsmap.Read(damaged), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("precompiled_charsmap"));
        }
    }

    [Test]
    public void RandomlyDamagedMapsAreRefusedOrHarmless()
    {
        byte[] map = Map();
        var random = new Random(4);
        var normalized = new NormalizedText();
        for (int i = 0; i < 30; i++)
        {
            byte[] damaged = [.. map];
            for (int k = 0; k < 200; k++)
            {
                damaged[4 + random.Next(BinaryPrimitives.ReadInt32LittleEndian(map))] = (byte)random.Next(256);
            }

            try
            {
                normalized.Reset("\uFB01\u2122\u00BC\u0301\uFF21\u3000abc\U0001D400", 0, trackOffsets: false);
                new PrecompiledNormalizer(Charsmap.Read(damaged)).Normalize(normalized);
            }
            catch (InvalidDataException e)
            {
                Assert.That(e.Message, Does.Contain("precompiled_charsmap"));
            }
        }
    }

    [Test]
    public void NothingIsAllocatedAfterWarmUp()
    {
        var normalizer = Nmt();
        var normalized = new NormalizedText();
        Assert.That(UnigramModelTests.AllocatedBy(() =>
        {
            normalized.Reset("\uFB01ve \u2122 plain \U0001D400 e\u0301\u4e2d\u6587", 0, trackOffsets: false);
            normalizer.Normalize(normalized);
        }), Is.Zero);
    }

    private static PrecompiledNormalizer Nmt() => new(Charsmap.Read(Map()));

    private static byte[] Map()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(ReferenceTokenizers.PathOf("unigram-t5")));
        var normalizer = document.RootElement.GetProperty("normalizer");
        return normalizer.GetProperty("precompiled_charsmap").GetBytesFromBase64();
    }
}
