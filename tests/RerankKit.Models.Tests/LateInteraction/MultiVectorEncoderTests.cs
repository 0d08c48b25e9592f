using Microsoft.Extensions.Logging;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.LateInteraction;

/// <summary>What a caller sees beside the numbers.</summary>
public class MultiVectorEncoderTests
{
    private MultiVectorEncoder _encoder = null!;

    [OneTimeSetUp]
    public void Load() => _encoder = MultiVectorEncoder.Load(SharedModels.Of(EncoderCases.SentenceTransformers.Model).FullName, new() { ModelId = "tiny", Concurrency = 2 });

    [OneTimeTearDown]
    public void Dispose() => _encoder.Dispose();

    [Test]
    public async Task NoTextsGiveNoVectors() => Assert.That(await _encoder.EncodeAsync([], TextRole.Query), Is.Empty);

    [Test]
    public void ATextThatIsNullIsRefused() =>
        Assert.That(async () => await _encoder.EncodeAsync(["a", null!], TextRole.Document), Throws.ArgumentException.With.Message.Contains("Text 1"));

    [Test]
    public void AnUnknownRoleIsRefused() =>
        Assert.That(async () => await _encoder.EncodeAsync(["a"], (TextRole)7), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Query or Document"));

    [Test]
    public async Task AnEmptyDocumentHasTheVectorsOfItsSpecialTokens()
    {
        TokenVectors empty = (await _encoder.EncodeAsync([""], TextRole.Document, new() { IncludeTokens = true }))[0];
        Assert.That(empty.Tokens.Select(token => token.Text), Is.EqualTo(new[] { "[CLS]", "[unused1]", "[SEP]" }));
        Assert.That(empty.Count, Is.EqualTo(3));
    }

    [Test]
    public async Task EveryVectorHasLengthOne()
    {
        foreach (TokenVectors vectors in await _encoder.EncodeAsync(EncoderTexts.Of(10), TextRole.Query))
        {
            for (int i = 0; i < vectors.Count; i++)
            {
                Assert.That(vectors[i].ToArray().Sum(value => (double)value * value), Is.EqualTo(1).Within(1e-6));
            }
        }
    }

    [Test]
    public async Task TokensSayWhatEachVectorStandsFor()
    {
        const string text = "The capital, of FRANCE";
        TokenVectors document = (await _encoder.EncodeAsync([text], TextRole.Document, new() { IncludeTokens = true }))[0];
        TokenVectors query = (await _encoder.EncodeAsync([text], TextRole.Query, new() { IncludeTokens = true }))[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(document.Tokens, Has.Count.EqualTo(document.Count));
            Assert.That(document.Tokens.Select(token => token.Text), Is.EqualTo(new[] { "[CLS]", "[unused1]", "the", "capital", "of", "france", "[SEP]" }), "without the comma");
            Assert.That(document.Tokens.Select(token => text.Substring(token.Start, token.Length)), Is.EqualTo(new[] { "", "", "The", "capital", "of", "FRANCE", "" }));
            Assert.That(document.TokenCount, Is.EqualTo(8), "with the comma");
            Assert.That(query.Tokens.Select(token => token.Text), Is.EqualTo(new[] { "[CLS]", "[unused0]", "the", "capital", ",", "of", "france", "[SEP]" }.Concat(Enumerable.Repeat("[MASK]", 8))));
            Assert.That(query.Tokens.Skip(8).Select(token => token.Length), Is.All.Zero);
            Assert.That(query.TokenCount, Is.EqualTo(16));
            Assert.That((await _encoder.EncodeAsync([text], TextRole.Query))[0].Tokens, Is.Empty);
        }
    }

    [Test]
    public async Task TokensAreThoseOfTheVectorsForEveryModel([ValueSource(typeof(EncoderCases), nameof(EncoderCases.All))] object item, [Values] TextRole role)
    {
        var encoderCase = (EncoderCase)item;
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(encoderCase.Model).FullName, encoderCase.Options);
        string[] texts = EncoderTexts.Of(12, maxWords: 40);
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(texts, role, new() { IncludeTokens = true });
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.That(vectors[i].Tokens, Has.Count.EqualTo(vectors[i].Count), texts[i]);
            Assert.That(vectors[i].Tokens.Select(token => token.Start + token.Length), Is.All.LessThanOrEqualTo(texts[i].Length));
            Assert.That(vectors[i].Tokens.Where(token => token.Length > 0).Select(token => token.Start), Is.Ordered.Ascending);
        }
    }

    [Test]
    public async Task ALongTextIsCutAndSaysSo([Values] TextRole role)
    {
        int length = role == TextRole.Query ? 16 : 40;
        IReadOnlyList<TokenVectors> vectors = await _encoder.EncodeAsync([string.Join(' ', Enumerable.Repeat("water", 100)), "water", string.Join(' ', Enumerable.Repeat("water", length - 3))], role);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(vectors.Select(item => item.IsTruncated), Is.EqualTo(new[] { true, false, false }));
            Assert.That(vectors[0].TokenCount, Is.EqualTo(length));
            Assert.That(vectors[2].TokenCount, Is.EqualTo(length));
            Assert.That(vectors[0].Values.ToArray(), Is.EqualTo(vectors[2].Values.ToArray()).Within(1e-5f), "the same once it is cut");
        }
    }

    [Test]
    public async Task ACallMayShortenTextsFurther()
    {
        string text = string.Join(' ', Enumerable.Repeat("water", 100));
        TokenVectors document = (await _encoder.EncodeAsync([text], TextRole.Document, new() { MaxTokens = 10 }))[0];
        TokenVectors query = (await _encoder.EncodeAsync([text], TextRole.Query, new() { MaxTokens = 10, IncludeTokens = true }))[0];
        TokenVectors most = (await _encoder.EncodeAsync([text], TextRole.Document, new() { MaxTokens = 100_000 }))[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That((document.TokenCount, document.IsTruncated), Is.EqualTo((10, true)));
            Assert.That((query.TokenCount, query.IsTruncated), Is.EqualTo((16, true)), "filled up to its fixed length all the same");
            Assert.That(query.Tokens.Count(token => token.Text == "water"), Is.EqualTo(7));
            Assert.That(most.TokenCount, Is.EqualTo(40));
        }
    }

    [Test]
    public void AShorteningThatLeavesNoRoomForSpecialTokensIsRefused() => Assert.That(
        async () => await _encoder.EncodeAsync(["a"], TextRole.Document, new() { MaxTokens = 2 }),
        Throws.ArgumentException.With.Message.Contains("3 special tokens"));

    [Test]
    public async Task ThePresetFindsAWordAgainInAnotherText()
    {
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(TestModelPresets.TinyColbert).FullName);
        TokenVectors query = (await encoder.EncodeAsync(["which river"], TextRole.Query, new() { IncludeTokens = true }))[0];
        TokenVectors document = (await encoder.EncodeAsync(["the city of paris and its river, the water"], TextRole.Document, new() { IncludeTokens = true }))[0];
        int word = query.Tokens.ToList().FindIndex(token => token.Text == "river");
        double[] similarities = [.. Enumerable.Range(0, document.Count).Select(i => Dot(query[word], document[i]))];
        Assert.That(document.Tokens[Array.IndexOf(similarities, similarities.Max())].Text, Is.EqualTo("river"));
    }

    [Test]
    public async Task VectorsAreTheCallersOwn()
    {
        IReadOnlyList<TokenVectors> first = await _encoder.EncodeAsync(EncoderTexts.Of(6), TextRole.Document);
        float[][] before = [.. first.Select(item => item.Values.ToArray())];
        await _encoder.EncodeAsync(EncoderTexts.Of(30), TextRole.Query);
        Assert.That(first.Select(item => item.Values.ToArray()), Is.EqualTo(before));
    }

    [Test]
    public void ACallThatWasCancelledBeforehandDoesNothing() => Assert.That(
        async () => await _encoder.EncodeAsync(["a"], TextRole.Query, cancellationToken: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public async Task ACallThatIsCancelledEndsAndTheNextOneIsAnswered()
    {
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(EncoderCases.Stanford.Model).FullName, new() { Concurrency = 1 });
        using var cancellation = new CancellationTokenSource();
        Task<IReadOnlyList<TokenVectors>> call = encoder.EncodeAsync(EncoderTexts.Of(3_000), TextRole.Document, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await encoder.EncodeAsync(EncoderTexts.Of(3), TextRole.Document), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task ADisposedEncoderRefusesCalls()
    {
        var encoder = MultiVectorEncoder.Load(SharedModels.Of(EncoderCases.Stanford.Model).FullName);
        await encoder.WarmUpAsync();
        encoder.Dispose();
        encoder.Dispose();
        Assert.That(async () => await encoder.EncodeAsync(["a"], TextRole.Query), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void MetadataSaysWhatTheVectorsAre()
    {
        var metadata = (MultiVectorEncoderMetadata)_encoder.GetService(typeof(MultiVectorEncoderMetadata))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(metadata.ProviderName, Is.EqualTo("managed"));
            Assert.That(metadata.Dimension, Is.EqualTo(24));
            Assert.That(metadata.ModelId, Is.EqualTo("tiny"));
            Assert.That(metadata.IsNormalized, Is.True);
            Assert.That((metadata.MaxQueryTokens, metadata.MaxDocumentTokens), Is.EqualTo((16, 40)));
            Assert.That(_encoder.GetService(typeof(IMultiVectorEncoder)), Is.SameAs(_encoder));
            Assert.That(_encoder.GetService(typeof(HuggingFaceTokenizer)), Is.SameAs(_encoder.Tokenizer));
            Assert.That(_encoder.GetService(typeof(IMultiVectorEncoder), "key"), Is.Null);
            Assert.That(_encoder.GetService(typeof(string)), Is.Null);
        }
    }

    [Test]
    public void WhatAFolderWasTakenForIsLoggedAtLoad()
    {
        var log = new RecordingLogger(LogLevel.Information);
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(EncoderCases.Stanford.Model).FullName, logger: log);
        Assert.That(encoder.Description, Is.EqualTo("Stanford files, queries filled up and cut to 16 tokens, documents of up to 40 tokens"));
        Assert.That(log.Messages, Has.Some.Contains(encoder.Description));
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
