using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.LateInteraction;

namespace RerankKit.Models.Tests.StaticEncoding;

public class StaticTokenEncoderTests
{
    private const string Text = "The key, signing: rotates every key.";

    // After WordPiece, without what weighs nothing.
    private static readonly string[] Scored = ["key", "sign", "##ing", "rotate", "##s", "every", "key"];

    [Test]
    public async Task ADocumentHasOneVectorOfLengthOnePerDifferentToken()
    {
        using var folder = new StaticTokenFolder();
        TokenVectors vectors = await EncodeAsync(folder.Load(), Text, TextRole.Document);
        Assert.That(vectors.Values.ToArray(), Is.EqualTo(Rows(folder, Scored.Distinct(), weighted: false)).Within(1e-6f));
        Assert.That((vectors.TokenCount, vectors.IsTruncated, vectors.Tokens.Count), Is.EqualTo((11, false, 0)));
    }

    [Test]
    public async Task AQueryHasOneWeightedVectorPerToken()
    {
        using var folder = new StaticTokenFolder();
        TokenVectors vectors = await EncodeAsync(folder.Load(), Text, TextRole.Query);
        Assert.That(vectors.Values.ToArray(), Is.EqualTo(Rows(folder, Scored, weighted: true)).Within(1e-6f));
        for (int i = 0; i < Scored.Length; i++)
        {
            Assert.That(MathF.Sqrt(vectors[i].ToArray().Sum(value => value * value)), Is.EqualTo(StaticTokenFolder.Weight(Scored[i])).Within(1e-5f));
        }
    }

    [Test]
    public async Task DuplicatesChangeNoScore([Values(TokenVectorPrecision.Int8, TokenVectorPrecision.Float16)] TokenVectorPrecision precision)
    {
        using var folder = new StaticTokenFolder(precision);
        StaticTokenEncoder distinct = folder.Load();
        StaticTokenEncoder all = folder.Load(new() { KeepDuplicates = true });
        Assert.That((await EncodeAsync(all, Text, TextRole.Document)).Count, Is.EqualTo(Scored.Length));
        using var a = new LateInteractionReranker(distinct);
        using var b = new LateInteractionReranker(all);
        RerankResponse one = await a.RerankAsync("key day rotate", [Text, "a day, every day"]);
        RerankResponse two = await b.RerankAsync("key day rotate", [Text, "a day, every day"]);
        Assert.That(two.Results, Is.EqualTo(one.Results));
        Assert.That(all.GetService<MultiVectorEncoderMetadata>()!.Revision, Is.Not.EqualTo(distinct.GetService<MultiVectorEncoderMetadata>()!.Revision));
    }

    [Test]
    public async Task WithTermFrequenciesExactMatchesScoreAsBm25Does([Values] bool keepDuplicates)
    {
        // Every token has a direction of its own, so that nothing but exact matches counts.
        float[] identity = new float[StaticTokenFolder.Vocabulary.Length * StaticTokenFolder.Vocabulary.Length];
        for (int i = 0; i < StaticTokenFolder.Vocabulary.Length; i++)
        {
            identity[i * (StaticTokenFolder.Vocabulary.Length + 1)] = 1;
        }

        string[] documents = ["rotate the key, rotate every key every night", "the page lists invoices", "key"];
        LexicalCorpusStatistics statistics = LexicalCorpusStatistics.Build(documents.Select(WithoutStopWords));
        float[] weights =
        [
            .. StaticTokenFolder.Vocabulary.Select(token => StaticTokenFolder.Weight(token) > 0
                ? (float)Math.Log(1 + ((3 - documents.Count(text => text.Contains(token, StringComparison.Ordinal)) + 0.5) / (documents.Count(text => text.Contains(token, StringComparison.Ordinal)) + 0.5)))
                : 0),
        ];
        using var folder = new StaticTokenFolder();
        StaticTokenTable
            .Create(
                identity,
                weights,
                StaticTokenFolder.Vocabulary.Length,
                TokenVectorPrecision.Float16,
                new() { TermFrequency = new() { K1 = 1.2, B = 0.75, AverageTokens = documents.Average(text => WithoutStopWords(text).Split(' ').Length) } })
            .Write(folder.TablePath);
        StaticTokenEncoder encoder = folder.Load(new() { KeepDuplicates = keepDuplicates });
        using var late = new LateInteractionReranker(encoder);
        using var lexical = new LexicalReranker(new() { Statistics = statistics, K1 = 1.2, B = 0.75 });

        RerankResponse expected = await lexical.RerankAsync("rotate every key", documents.Select(WithoutStopWords));
        RerankResponse actual = await late.RerankAsync("rotate every key", documents);

        Assert.That(actual.Results.Select(result => result.Index), Is.EqualTo(expected.Results.Select(result => result.Index)));
        Assert.That(actual.Results.Select(result => result.Score), Is.EqualTo(expected.Results.Select(result => result.Score)).Within(1e-5));
        Assert.That(encoder.GetService<MultiVectorEncoderMetadata>()!.IsNormalized, Is.False);

        static string WithoutStopWords(string text) => string.Join(' ', text.Split(' ', ',').Where(word => word.Length > 0 && word != "the"));
    }

    [Test]
    public async Task ScoresAreWeightedSoftMatches()
    {
        using var folder = new StaticTokenFolder();
        using var reranker = new LateInteractionReranker(folder.Load());
        RerankResponse response = await reranker.RerankAsync("rotate the keys", ["rotate the key every night", "the page lists invoices"]);
        double full = StaticTokenFolder.Weight("rotate") + StaticTokenFolder.Weight("key");
        Assert.That(response.Results[0].Index, Is.Zero);
        Assert.That(response.Results[0].Score, Is.GreaterThan(full - 1).And.LessThan(full + StaticTokenFolder.Weight("##s")));
        Assert.That(response.ModelId, Is.EqualTo(Path.GetFileName(folder.FullName)));
    }

    [Test]
    public async Task TokensAreNamedWithTheirPlaceInTheText()
    {
        using var folder = new StaticTokenFolder();
        MultiVectorEncodeOptions options = new() { IncludeTokens = true, SkipPooling = true };
        TokenVectors vectors = await EncodeAsync(folder.Load(), Text, TextRole.Document, options);
        Assert.That(vectors.Tokens.Select(token => token.Text), Is.EqualTo(Scored));
        Assert.That(vectors.Tokens.Select(token => Text.Substring(token.Start, token.Length)), Is.EqualTo(new[] { "key", "sign", "ing", "rotate", "s", "every", "key" }));
        Assert.That(vectors.Values.ToArray(), Is.EqualTo(Rows(folder, Scored, weighted: false)).Within(1e-6f));

        TokenVectors pooled = await EncodeAsync(folder.Load(), Text, TextRole.Document, new() { IncludeTokens = true });
        Assert.That(pooled.Tokens.Select(token => token.Text), Is.EqualTo(Scored.Distinct()));
        Assert.That(pooled.TokenCount, Is.EqualTo(11));
    }

    [Test]
    public async Task TheWholeOfItExplainsItself()
    {
        using var folder = new StaticTokenFolder();
        LateInteractionExplanation explanation = await folder.Load().ExplainAsync("signing keys", "Rotate the KEY; 🔑 signing 🔑.");
        Assert.That(explanation.Render(HighlightStyle.Brackets, 0.5), Is.EqualTo("Rotate the [KEY]; 🔑 [signing] 🔑."));
        Assert.That(explanation.Matches.Select(match => match.QueryToken.Text), Is.EqualTo(new[] { "sign", "##ing", "key", "##s" }));
    }

    [Test]
    public async Task LongTextsAreCut()
    {
        using var folder = new StaticTokenFolder(info: new() { MaxQueryTokens = 2, MaxDocumentTokens = 4 });
        StaticTokenEncoder encoder = folder.Load();
        Assert.That(Shape(await EncodeAsync(encoder, Text, TextRole.Document)), Is.EqualTo((2, 4, true)), "the, key, comma, sign");
        Assert.That(Shape(await EncodeAsync(encoder, Text, TextRole.Document, new() { IncludeTokens = true })), Is.EqualTo((2, 4, true)));
        Assert.That(Shape(await EncodeAsync(encoder, Text, TextRole.Document, new() { MaxTokens = 3 })), Is.EqualTo((1, 3, true)));
        Assert.That(Shape(await EncodeAsync(encoder, Text, TextRole.Document, new() { MaxTokens = 100 })), Is.EqualTo((2, 4, true)));
        Assert.That(Shape(await EncodeAsync(encoder, Text, TextRole.Query)), Is.EqualTo((1, 2, true)));
        Assert.That(Shape(await EncodeAsync(encoder, "key page", TextRole.Query)), Is.EqualTo((2, 2, false)));
        Assert.That(Shape(await EncodeAsync(folder.Load(new() { MaxDocumentTokens = 6 }), Text, TextRole.Document)), Is.EqualTo((3, 6, true)));

        static (int, int?, bool) Shape(TokenVectors vectors) => (vectors.Count, vectors.TokenCount, vectors.IsTruncated);
    }

    [Test]
    public async Task TextsOfNothingHaveNoVectors()
    {
        using var folder = new StaticTokenFolder();
        IReadOnlyList<TokenVectors> answer = await folder.Load().EncodeAsync(["", "the, a.", "unheard-of [SEP]"], TextRole.Document);
        Assert.That(answer.Select(vectors => vectors.Count), Is.All.Zero);
        Assert.That(await folder.Load().EncodeAsync([], TextRole.Query), Is.Empty);
    }

    [Test]
    public async Task UnknownWordsCountWhereTheirTokenHasAWeight()
    {
        float[] vectors = StaticTokenFolder.Vectors();
        vectors[StaticTokenFolder.Id("[UNK]") * StaticTokenFolder.Dimension] = 1;
        using var folder = new StaticTokenFolder();
        StaticTokenTable
            .Create(vectors, [.. StaticTokenFolder.Vocabulary.Select(token => token == "[UNK]" ? 0.5f : StaticTokenFolder.Weight(token))], StaticTokenFolder.Dimension)
            .Write(folder.TablePath);
        TokenVectors answer = await EncodeAsync(folder.Load(), "unheard key", TextRole.Query, new() { IncludeTokens = true });
        Assert.That(answer.Tokens.Select(token => token.Text), Is.EqualTo(new[] { "[UNK]", "key" }));
        Assert.That(answer[0][0], Is.EqualTo(0.5f).Within(1e-6f));
    }

    [Test]
    public void TheMetadataSaysWhatItIs()
    {
        using var folder = new StaticTokenFolder(info: new() { Name = "tiny", MaxQueryTokens = 32, MaxDocumentTokens = 300 });
        StaticTokenEncoder encoder = folder.Load();
        MultiVectorEncoderMetadata metadata = encoder.GetService<MultiVectorEncoderMetadata>()!;
        Assert.That(
            (metadata.ProviderName, metadata.ModelId, metadata.Dimension, metadata.IsNormalized, metadata.MaxQueryTokens, metadata.MaxDocumentTokens),
            Is.EqualTo(("static", "tiny", StaticTokenFolder.Dimension, false, 32, 300)));
        Assert.That(encoder.GetService<HuggingFaceTokenizer>(), Is.SameAs(encoder.Tokenizer));
        Assert.That(encoder.GetService(typeof(Uri)), Is.Null);
        Assert.That(folder.Load(new() { ModelId = "mine" }).GetService<MultiVectorEncoderMetadata>()!.ModelId, Is.EqualTo("mine"));
        using var uniform = new StaticTokenFolder(weight: token => StaticTokenFolder.Weight(token) > 0 ? 1 : 0);
        Assert.That(uniform.Load().GetService<MultiVectorEncoderMetadata>()!.IsNormalized, Is.True);
    }

    [Test]
    public void TheRevisionChangesWithWhateverChangesAVector()
    {
        using var folder = new StaticTokenFolder();
        using var other = new StaticTokenFolder();
        string first = Revision(folder.Load());
        Assert.That(Revision(other.Load()), Is.EqualTo(first), "the folder's name is no part of it");
        Assert.That(Revision(folder.Load(new() { MaxDocumentTokens = 9 })), Is.Not.EqualTo(first));
        StaticTokenTable.Create(StaticTokenFolder.Vectors(seed: 8), folder.Table.Weights, StaticTokenFolder.Dimension).Write(folder.TablePath);
        Assert.That(Revision(folder.Load()), Is.Not.EqualTo(first));
        File.WriteAllText(Path.Combine(other.FullName, "tokenizer_config.json"), """{ "tokenizer_class": "BertTokenizer", "do_lower_case": false }""");
        Assert.That(Revision(other.Load()), Is.Not.EqualTo(first));

        static string Revision(StaticTokenEncoder encoder) => encoder.GetService<MultiVectorEncoderMetadata>()!.Revision!;
    }

    [Test]
    public void AFolderThatIsNoEncodersIsRefused()
    {
        using var folder = new StaticTokenFolder();
        Assert.That(() => StaticTokenEncoder.Load(Path.Combine(folder.FullName, "none")), Throws.InstanceOf<DirectoryNotFoundException>());
        File.WriteAllLines(Path.Combine(folder.FullName, "vocab.txt"), StaticTokenFolder.Vocabulary.Append("more"));
        Assert.That(() => folder.Load(), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("20 rows, but the tokenizer 21 tokens"));
        File.Delete(Path.Combine(folder.FullName, "vocab.txt"));
        Assert.That(() => folder.Load(), Throws.InstanceOf<FileNotFoundException>());
        File.Delete(folder.TablePath);
        Assert.That(() => folder.Load(), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains(StaticTokenTable.FileName));
    }

    [Test]
    public void NullsAndCancelledCallsAreRefused()
    {
        using var folder = new StaticTokenFolder();
        StaticTokenEncoder encoder = folder.Load();
        Assert.That(() => encoder.EncodeAsync(null!, TextRole.Query), Throws.ArgumentNullException);
        Assert.That(() => encoder.EncodeAsync(["a", null!], TextRole.Query), Throws.ArgumentException.With.Message.Contains("Text 1 is null"));
        Assert.That(
            async () => await encoder.EncodeAsync(["a"], TextRole.Query, null, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => new StaticTokenEncoderOptions { MaxQueryTokens = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StaticTokenEncoderOptions { MaxDocumentTokens = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task ManyCallersAtOnceGetTheSameVectors()
    {
        using var folder = new StaticTokenFolder();
        StaticTokenEncoder encoder = folder.Load();
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => string.Join(' ', StaticTokenFolder.Vocabulary.Skip(5 + (i % 9)).Take(i % 13)))];
        float[][] expected = [.. (await encoder.EncodeAsync(texts, TextRole.Document)).Select(vectors => vectors.Values.ToArray())];
        await Parallel.ForAsync(0, 64, async (_, token) =>
        {
            IReadOnlyList<TokenVectors> answer = await encoder.EncodeAsync(texts, TextRole.Document, null, token);
            Assert.That(answer.Select(vectors => vectors.Values.ToArray()), Is.EqualTo(expected));
        });
    }

    [Test]
    public void OnlyTheAnswerIsAllocated()
    {
        using var folder = new StaticTokenFolder();
        StaticTokenEncoder encoder = folder.Load();
        string[] texts = [string.Join(' ', Enumerable.Repeat(Text, 100))];
        for (int i = 0; i < 100; i++)
        {
            _ = encoder.EncodeAsync(texts, TextRole.Document);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _ = encoder.EncodeAsync(texts, TextRole.Document);
        }

        int vectors = Scored.Distinct().Count() * StaticTokenFolder.Dimension * sizeof(float);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.LessThan(vectors + 400));
    }

    [Test]
    public async Task ConfigurationNamesTheFolder()
    {
        using var folder = new StaticTokenFolder();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "late-interaction",
            ["Options:Encoder:Provider"] = "static",
            ["Options:Encoder:Options:Model"] = folder.FullName,
            ["Options:Encoder:Options:MaxDocumentTokens"] = "4",
        }).Build();
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("key", [Text]);
        Assert.That(response.Results[0].IsTruncated, Is.True);
    }

    private static async Task<TokenVectors> EncodeAsync(StaticTokenEncoder encoder, string text, TextRole role, MultiVectorEncodeOptions? options = null) =>
        (await encoder.EncodeAsync([text], role, options)).Single();

    private static float[] Rows(StaticTokenFolder folder, IEnumerable<string> tokens, bool weighted) =>
    [
        .. tokens.SelectMany(token =>
        {
            float[] row = new float[StaticTokenFolder.Dimension];
            folder.Table.CopyVector(StaticTokenFolder.Id(token), row);
            return row.Select(value => weighted ? value * StaticTokenFolder.Weight(token) : value);
        }),
    ];
}
