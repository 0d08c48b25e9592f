using Microsoft.Extensions.AI;
using RerankKit.LateInteraction;

namespace RerankKit.Models.Tests.Embeddings;

/// <summary>Embedding models in the files of sentence-transformers, against the rules written down once more in double precision.</summary>
public class TextEmbeddingGeneratorTests
{
    private static readonly string[] Texts = ["The capital of France", "", "rotate the signing key, then the other key", "a"];
    private EmbeddingFolder _mean = null!;

    [OneTimeSetUp]
    public void Write() => _mean = EmbeddingFolder.OfMeans();

    [OneTimeTearDown]
    public void Delete() => _mean.Dispose();

    [TestCase("""{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""", "cls")]
    [TestCase("""{"pooling_mode_mean_tokens":true}""", "mean")]
    [TestCase("""{"pooling_mode_max_tokens":true,"pooling_mode_mean_tokens":false}""", "max")]
    [TestCase("""{"pooling_mode_lasttoken":true,"pooling_mode_mean_tokens":false}""", "last")]
    [TestCase("""{"pooling_mode_weightedmean_tokens":true,"pooling_mode_mean_tokens":false}""", "weighted")]
    [TestCase("""{"pooling_mode_mean_sqrt_len_tokens":true,"pooling_mode_mean_tokens":false}""", "sqrt")]
    [TestCase("""{"embedding_dimension":32,"pooling_mode":"weightedmean"}""", "weighted")]
    [TestCase("""{"pooling_mode_mean_tokens":true,"pooling_mode_cls_token":true}""", "cls+mean")]
    [TestCase("{}", "mean")]
    [TestCase(null, "mean")]
    public async Task TokensArePooledAsTheFilesSay(string? config, string rule)
    {
        using var folder = new EmbeddingFolder(config, "Pooling");
        using var generator = TextEmbeddingGenerator.Load(folder.FullName);
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(Texts);
        for (int i = 0; i < Texts.Length; i++)
        {
            double[][] rows = folder.Rows(Texts[i]);
            double[] expected = [.. rule.Split('+').SelectMany(name => Pool(name, rows))];
            Assert.That(embeddings[i].Vector.ToArray().Select(value => (double)value), Is.EqualTo(expected).Within(1e-5), Texts[i]);
        }

        static double[] Pool(string rule, double[][] rows) => rule switch
        {
            "cls" => rows[0],
            "last" => rows[^1],
            "max" => [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column]))],
            "weighted" => EmbeddingFolder.Mean(rows, i => i + 1),
            "sqrt" => [.. EmbeddingFolder.Mean(rows).Select(value => value * Math.Sqrt(rows.Length))],
            _ => EmbeddingFolder.Mean(rows),
        };
    }

    [Test]
    public async Task LayersFollowThePoolingAndLengthOneTheLayers()
    {
        using var folder = new EmbeddingFolder(EmbeddingFolder.MeanPooling, "Pooling,Dense,Normalize");
        folder.WriteDense("2_Dense", 32, 6);
        using var generator = TextEmbeddingGenerator.Load(folder.FullName);
        double[] mean = EmbeddingFolder.Mean(folder.Rows(Texts[0]));
        double[] expected = EmbeddingFolder.Normalized([.. mean.Take(6).Select((value, i) => value * (i + 1))]);
        Assert.That((await generator.GenerateAsync(Texts))[0].Vector.ToArray().Select(value => (double)value), Is.EqualTo(expected).Within(1e-5));
        Assert.That(generator.Metadata.DefaultModelDimensions, Is.EqualTo(6));
    }

    [Test]
    public async Task FewerNumbersAreTheFirstOnesBroughtToLengthOne()
    {
        double[] expected = EmbeddingFolder.Normalized(EmbeddingFolder.Mean(_mean.Rows(Texts[2]))[..8]);
        using var cut = TextEmbeddingGenerator.Load(_mean.FullName, new() { Dimension = 8 });
        using var whole = TextEmbeddingGenerator.Load(_mean.FullName);
        foreach (Embedding<float> embedding in new[] { (await cut.GenerateAsync(Texts))[2], (await whole.GenerateAsync(Texts, new() { Dimensions = 8 }))[2] })
        {
            Assert.That(embedding.Vector.ToArray().Select(value => (double)value), Is.EqualTo(expected).Within(1e-5));
        }

        Assert.That(() => whole.GenerateAsync(Texts, new() { Dimensions = 33 }), Throws.ArgumentException.With.Message.Contains("1 to 32"));
        Assert.That(() => TextEmbeddingGenerator.Load(_mean.FullName, new() { Dimension = 33 }), Throws.ArgumentException.With.Message.Contains("32 numbers"));
    }

    [Test]
    public async Task APromptStandsBeforeTheTextAndMayStayOutOfThePooling()
    {
        const string Prompt = "the capital of ";
        using var without = new EmbeddingFolder("""{"pooling_mode_mean_tokens":true,"include_prompt":false}""");
        EmbeddingGenerationOptions options = new() { AdditionalProperties = new() { [EmbeddingModelMetadata.PromptProperty] = Prompt } };
        foreach (EmbeddingFolder folder in (EmbeddingFolder[])[_mean, without])
        {
            using var generator = TextEmbeddingGenerator.Load(folder.FullName);
            double[][] rows = folder.Rows(Prompt + "France");
            int skipped = folder == without ? 4 : 0; // [CLS] the capital of
            Assert.That(
                (await generator.GenerateAsync(["France"], options))[0].Vector.ToArray().Select(value => (double)value),
                Is.EqualTo(EmbeddingFolder.Normalized(EmbeddingFolder.Mean(rows[skipped..]))).Within(1e-5));
            Assert.That((generator.Metadata.QueryPrompt, generator.Metadata.DocumentPrompt), Is.EqualTo((Prompt, "france ")));
        }
    }

    [Test]
    public async Task ADefaultPromptIsTakenWhereNobodySaysOtherwise()
    {
        using var folder = new EmbeddingFolder(sentence: """{"prompts":{"query":"the capital of "},"default_prompt_name":"query"}""");
        using var generator = TextEmbeddingGenerator.Load(folder.FullName);
        float[] prompted = (await generator.GenerateAsync(["France"]))[0].Vector.ToArray();
        float[] plain = (await generator.GenerateAsync(["France"], new() { AdditionalProperties = new() { [EmbeddingModelMetadata.PromptProperty] = "" } }))[0].Vector.ToArray();
        Assert.That(prompted.Select(value => (double)value), Is.EqualTo(EmbeddingFolder.Normalized(EmbeddingFolder.Mean(folder.Rows("the capital of France")))).Within(1e-5));
        Assert.That(plain.Select(value => (double)value), Is.EqualTo(EmbeddingFolder.Normalized(EmbeddingFolder.Mean(folder.Rows("France")))).Within(1e-5));

        using var wrong = new EmbeddingFolder(sentence: """{"prompts":{"query":"q"},"default_prompt_name":"other"}""");
        Assert.That(() => TextEmbeddingGenerator.Load(wrong.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("default_prompt_name"));
    }

    [Test]
    public async Task AVectorDoesNotDependOnWhatIsBesideIt([Values] bool isIsolated)
    {
        using var generator = TextEmbeddingGenerator.Load(_mean.FullName, new() { IsolatePairs = isIsolated, Concurrency = 2 });
        GeneratedEmbeddings<Embedding<float>> alone = [];
        foreach (string text in Texts)
        {
            alone.Add((await generator.GenerateAsync([text]))[0]);
        }

        GeneratedEmbeddings<Embedding<float>> reversed = await generator.GenerateAsync(Texts.Append(string.Join(' ', Enumerable.Repeat("key", 60))).Reverse());
        for (int i = 0; i < Texts.Length; i++)
        {
            Assert.That(reversed[Texts.Length - i].Vector.ToArray(), Is.EqualTo(alone[i].Vector.ToArray()).Within(isIsolated ? 0 : 1e-6f), Texts[i]);
        }
    }

    [Test]
    public async Task WhatWasReadIsSaid()
    {
        using var generator = TextEmbeddingGenerator.Load(_mean.FullName, new() { ModelId = "tiny", MaxLength = 16 });
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(["key", string.Join(' ', Enumerable.Repeat("key", 40))]);
        Assert.That(embeddings.Select(embedding => embedding.AdditionalProperties![EmbeddingModelMetadata.TokenCountProperty]), Is.EqualTo(new object[] { _mean.Tokenizer.Encode("key").Ids.Count, 16 }));
        Assert.That(embeddings.Select(embedding => embedding.AdditionalProperties!.ContainsKey(EmbeddingModelMetadata.IsTruncatedProperty)), Is.EqualTo(new[] { false, true }));
        Assert.That(embeddings.Usage!.InputTokenCount, Is.EqualTo(_mean.Tokenizer.Encode("key").Ids.Count + 16));
        Assert.That(embeddings[0].ModelId, Is.EqualTo("tiny"));
        Assert.That(generator.Description, Is.EqualTo("by Mean, 32 numbers per text of up to 16 tokens; queries behind 'the capital of '; documents behind 'france '"));

        using var reranker = new EmbeddingReranker(generator, new() { LeaveGeneratorOpen = true });
        RerankResponse response = await reranker.RerankAsync("key", [string.Join(' ', Enumerable.Repeat("key", 40))]);
        Assert.That((response.Results[0].IsTruncated, response.Results[0].TokenCount is > 16), Is.EqualTo((true, true)));
    }

    [Test]
    public void WhatACallCannotHaveIsSaid()
    {
        using var generator = TextEmbeddingGenerator.Load(_mean.FullName, new() { ModelId = "tiny" });
        Assert.That(() => generator.GenerateAsync(["a", null!]), Throws.ArgumentException.With.Message.Contains("Text 1 is null"));
        Assert.That(() => generator.GenerateAsync(["a"], new() { ModelId = "other" }), Throws.ArgumentException.With.Message.Contains("'other'").And.Message.Contains("'tiny'"));
        Assert.That(() => generator.GenerateAsync(["a"], new() { AdditionalProperties = new() { [EmbeddingModelMetadata.MaxTokensProperty] = 2 } }), Throws.ArgumentException.With.Message.Contains("at least 3"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(() => generator.GenerateAsync(["a"], null, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await generator.GenerateAsync([]), Is.Empty);
        generator.Dispose();
        Assert.That(() => generator.GenerateAsync(["a"]), Throws.TypeOf<ObjectDisposedException>());
    }

    [TestCase("""{"pooling_mode":"attention"}""", "Pooling", "attention")]
    [TestCase("""{"pooling_mode_mean_tokens":false}""", "Pooling", "turns no way of pooling on")]
    [TestCase("""{"pooling_mode_mean_tokens":"yes"}""", "Pooling", "pooling_mode_mean_tokens")]
    [TestCase(EmbeddingFolder.MeanPooling, "Pooling,LayerNorm", "module LayerNorm")]
    [TestCase(EmbeddingFolder.MeanPooling, "Pooling,MultiVectorMask", "MultiVectorEncoder")]
    [TestCase(EmbeddingFolder.MeanPooling, "Normalize,Pooling", "in the order Transformer, Normalize, Pooling")]
    public void FilesThatAskForMoreAreRefusedByName(string pooling, string modules, string message)
    {
        using var folder = new EmbeddingFolder(pooling, modules);
        Assert.That(
            () => TextEmbeddingGenerator.Load(folder.FullName),
            Throws.InstanceOf<Exception>().With.Message.Contains(message).And.Matches<Exception>(exception => exception is NotSupportedException or InvalidDataException));
    }

    [Test]
    public void MissingWeightsAndOtherModelsAreSaid()
    {
        using var dense = new EmbeddingFolder(EmbeddingFolder.MeanPooling, "Pooling,Dense");
        File.WriteAllText(Path.Combine(dense.FullName, "2_Dense", "config.json"), """{"in_features":32,"out_features":8}""");
        Assert.That(() => TextEmbeddingGenerator.Load(dense.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("model.safetensors"));

        TestModelFolder classifier = SharedModels.Of(TestModels.TestArchitecture.Bert);
        Assert.That(() => TextEmbeddingGenerator.Load(classifier.FullName), Throws.TypeOf<NotSupportedException>().With.Message.Contains("CrossEncoderReranker"));
    }

    [Test]
    public async Task LateInteractionTakesSuchAFolderOnRequest()
    {
        Assert.That(
            () => MultiVectorEncoder.Load(_mean.FullName),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("AddEmbeddings").And.Message.Contains(nameof(MultiVectorEncoderOptions.AcceptEmbeddingModel)));

        using var encoder = MultiVectorEncoder.Load(_mean.FullName, new() { AcceptEmbeddingModel = true });
        TokenVectors vectors = (await encoder.EncodeAsync([Texts[0]], TextRole.Query))[0];
        double[][] expected = [.. _mean.Rows("the capital of " + Texts[0]).Select(EmbeddingFolder.Normalized)];
        Assert.That(vectors.Count, Is.EqualTo(expected.Length), "[CLS] and [SEP] too, behind the model's prompt");
        Assert.That(vectors[1].ToArray().Select(value => (double)value), Is.EqualTo(expected[1]).Within(1e-5));
        Assert.That(encoder.Description, Does.StartWith("an embedding model's"));
    }
}
