using Microsoft.ML.Tokenizers;

namespace RerankKit.Tokenizers;

/// <summary>Texts cut by an application's tokenizer, laid out as the model has them.</summary>
[TestFixture]
public class ForeignTokenizerTests
{
    private readonly HuggingFaceTokenizer _own = TinyTokenizer.Load(TinyTokenizer.Json());

    [Test]
    public void TextsAreCutByItAndLaidOutAsTheModelsFileSays()
    {
        HuggingFaceTokenizer tokenizer = _own.ReadBy(new CharacterTokenizer(modulus: 10), layout: null);
        TokenizedText pair = tokenizer.Encode("ab", "c", new() { MaxLength = 16 });
        TokenizedText own = _own.Encode("the cat", "the");
        int[] expected = [own.Ids[0], 'a' % 10, 'b' % 10, own.Ids[0] + 1, 'c' % 10, own.Ids[^1]];
        Assert.That(pair.Ids, Is.EqualTo(expected));
        Assert.That(pair.TypeIds, Is.EqualTo(own.TypeIds));
        Assert.That(pair.Offsets, Is.EqualTo(new[] { (0, 0), (0, 1), (1, 2), (0, 0), (0, 1), (0, 0) }), "it has no normalizer");
        Assert.That(tokenizer.CountTokens("abc"), Is.EqualTo(3));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(_own.VocabularySize));
    }

    [Test]
    public void TruncationCutsItsTokens()
    {
        TokenizedText pair = _own.ReadBy(new CharacterTokenizer(modulus: 10), layout: null).Encode("ab", "cdefghij", new() { MaxLength = 8, Truncation = TruncationStrategy.OnlySecond });
        Assert.That(pair.Ids, Has.Count.EqualTo(8));
        Assert.That(pair.IsTruncated);
    }

    [Test]
    public void RangesOfANormalisedTextAreRefusedAndIdsAreNot()
    {
        HuggingFaceTokenizer tokenizer = _own.ReadBy(Bert(), layout: null);
        TokenizedText text = tokenizer.Encode("The Cats.");
        Assert.That(text.Ids, Is.EqualTo(_own.Encode("The Cats.").Ids));
        Assert.That(() => text.Offsets, Throws.TypeOf<NotSupportedException>().With.Message.Contains("passage windows"));
        Assert.That(() => tokenizer.EncodeToTokens("The Cats.", out _), Throws.TypeOf<NotSupportedException>());
        Assert.That(tokenizer.RequireRanges, Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void ATokenizerThatAddsSpecialTokensByItselfIsRefused() => Assert.That(
        () => _own.ReadBy(new CharacterTokenizer(modulus: 10, always: [1]), layout: null),
        Throws.ArgumentException.With.Message.Contains("CharacterTokenizer").And.Message.Contains("twice"));

    [Test]
    public void AnIdThatTheModelHasNoRowForIsNamed()
    {
        HuggingFaceTokenizer tokenizer = _own.ReadBy(new CharacterTokenizer(modulus: 1_000), layout: null);
        Assert.That(() => tokenizer.Encode("z"), Throws.InvalidOperationException.With.Message.Contains("122").And.Message.Contains("CharacterTokenizer"));
    }

    [Test]
    public void WhatItMakesOfTextsTellsItApart()
    {
        string[] deviations = [_own.Deviation, .. new Tokenizer[] { new CharacterTokenizer(10), new CharacterTokenizer(9), Bert(), _own }.Select(tokenizer => _own.ReadBy(tokenizer, layout: null).Deviation)];
        Assert.That(deviations, Is.Unique);
        Assert.That(_own.ReadBy(new CharacterTokenizer(10), layout: null).Deviation, Is.EqualTo(deviations[1]));
        Assert.That(_own.ReadBy(tokenizer: null, layout: null), Is.SameAs(_own));
        Assert.That(_own.ReadBy(tokenizer: null, PairLayout.Bert(2, 3)).Deviation, Is.Not.Empty);
    }

    // Microsoft's own, over the same vocabulary.
    private BertTokenizer Bert()
    {
        string vocabulary = string.Join('\n', Enumerable.Range(0, _own.VocabularySize).Select(id => _own.IdToToken(id) ?? $"[unused{id}]").Append("[MASK]"));
        return BertTokenizer.Create(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(vocabulary)));
    }
}
