using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Tests.Lexical;

public class LexicalFormulaTests
{
    private static readonly string[] Words = ["key", "keys", "Schlüssel", "the", "of", "rotate", "署名", "x", "antidisestablishmentarianism", "🔑", "ключ", "node.js", "C++", "E-1042", "1042"];

    private static Gen<string> Text { get; } = Gen.Elements(Words).ArrayOf().Select(words => string.Join(' ', words));

    [Test]
    public void ScoresAreThoseOfTheDefinition([Values(0, 0.9, 1.2, 100)] double k1, [Values(0, 0.4, 1)] double b, [Values] bool corpus)
    {
        Prop.ForAll(Text.ArrayOf().Where(texts => texts.Length > 0).ToArbitrary(), Text.ToArbitrary(), (documents, query) =>
        {
            string[] collection = [.. documents, "the key of the key", "nothing"];
            var options = new LexicalRerankerOptions { K1 = k1, B = b, Statistics = corpus ? LexicalCorpusStatistics.Build(collection) : null };
            using var reranker = new LexicalReranker(options);
            double[] expected = NaiveBm25.Scores(query + " x", documents, corpus ? collection : documents, LexicalAnalysis.Default, k1, b);
            RerankResponse response = reranker.RerankAsync(query + " x", documents).GetAwaiter().GetResult();
            foreach (RerankResult result in response.Results)
            {
                Assert.That(result.Score, Is.EqualTo(expected[result.Index]).Within(1e-12).Percent.Or.EqualTo(expected[result.Index]).Within(1e-12));
            }

            Assert.That(response.Results.Select(result => result.Score), Is.Ordered.Descending);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public async Task ThousandsOfDifferentQueryTermsAreScoredToo()
    {
        string query = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"w{i} w{i % 7}"));
        string[] documents = [.. Enumerable.Range(0, 50).Select(d => string.Join(' ', Enumerable.Range(0, 300).Select(i => $"w{(d * 131) + (i * i % 997)}")))];
        using var reranker = new LexicalReranker();
        RerankResponse response = await reranker.RerankAsync(query, documents);
        double[] expected = NaiveBm25.Scores(query, documents, documents, LexicalAnalysis.Default, 0.9, 0.4);
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(response.Results.Select(result => expected[result.Index])).Within(1e-9));
    }

    [Test]
    public async Task DocumentsWithTheSameWordsTieExactly()
    {
        using var reranker = new LexicalReranker();
        RerankResponse response = await reranker.RerankAsync("a b c d", ["d c b a x", "x a b c d", "b d a x c"]);
        Assert.That(response.Results.Select(result => result.Score).Distinct().Count(), Is.EqualTo(1));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public async Task ATermOfTheQueryCountsAsOftenAsItIsRepeated()
    {
        var statistics = LexicalCorpusStatistics.Build(["key one", "two"]);
        using var reranker = new LexicalReranker(new() { Statistics = statistics });
        double once = (await reranker.RerankAsync("key", ["key one"])).Results[0].Score;
        double twice = (await reranker.RerankAsync("key key", ["key one"])).Results[0].Score;
        Assert.That(twice, Is.EqualTo(2 * once).Within(1e-15));
    }

    [Test]
    public void AnExplanationAddsUpToTheScore()
    {
        string[] documents = ["Rotate the key, rotate it.", "The key", "Nothing here"];
        using var reranker = new LexicalReranker();
        LexicalExplanation explanation = reranker.Explain("rotate the key key", [.. documents.Select(text => new RerankCandidate(text))], 0);
        double expected = NaiveBm25.Scores("rotate the key key", documents, documents, LexicalAnalysis.Default, 0.9, 0.4)[0];
        Assert.That(explanation.Score, Is.EqualTo(expected).Within(1e-12));
        Assert.That(explanation.Terms.Sum(term => term.Contribution), Is.EqualTo(explanation.Score).Within(1e-15));
        Assert.That(explanation.Terms.Select(term => term.Term), Is.EqualTo(["rotate", "the", "key"]));
        Assert.That(explanation.Terms[0], Has.Property("Frequency").EqualTo(2).And.Property("DocumentFrequency").EqualTo(1));
        Assert.That(explanation.Terms[2].QueryFrequency, Is.EqualTo(2));
        Assert.That((explanation.DocumentLength, explanation.DocumentCount), Is.EqualTo((5, 3)));
        Assert.That(explanation.AverageLength, Is.EqualTo(3.0));
    }

    [Test]
    public async Task AnExplanationWithCorpusStatisticsNeedsNoOtherCandidates()
    {
        using var reranker = new LexicalReranker(new() { Statistics = LexicalCorpusStatistics.Build(["key one", "two", "three key"]) });
        RerankResponse response = await reranker.RerankAsync("one key", ["a key", "one"]);
        Assert.That(reranker.Explain("one key", "one").Score, Is.EqualTo(response.Results.Single(result => result.Index == 1).Score));
    }

    [Test]
    public void AnExplanationWithoutStatisticsAndCandidatesIsRefused()
    {
        using var reranker = new LexicalReranker();
        Assert.That(() => reranker.Explain("key", "a key"), Throws.InvalidOperationException.With.Message.Contains("candidates"));
        Assert.That(() => reranker.Explain("key", [new("a")], 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("index is 1"));
        Assert.That(() => reranker.Explain(" ", [new("a")], 0), Throws.ArgumentException);
    }
}
