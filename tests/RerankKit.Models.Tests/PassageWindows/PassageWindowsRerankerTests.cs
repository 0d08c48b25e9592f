using Microsoft.Extensions.DependencyInjection;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.PassageWindows;

public class PassageWindowsRerankerTests
{
    private const string Needle = "zz";

    [Test]
    public async Task TheBestWindowGivesADocumentItsScoreAndIsNamed()
    {
        string text = string.Join(' ', Enumerable.Repeat("ab", 30)) + " zz " + string.Join(' ', Enumerable.Repeat("ab", 30));
        RerankResponse response = await Windows(new() { WindowTokens = 10, Overlap = 0 }).RerankAsync("q", [new RerankCandidate("ab ab"), new RerankCandidate(text)]);

        PassageWindow window = response.GetPassageWindows()![1];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 0 }));
            Assert.That(text[window.Start..window.End], Does.Contain(Needle));
            Assert.That(window.Windows, Is.EqualTo(7));
            Assert.That(window.Window, Is.EqualTo(3));
            Assert.That(response.Stages[0].Decision, Is.EqualTo("split"));
            Assert.That(response.GetPassageWindows()![0].Windows, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task TheMeanIsOverAllWindows()
    {
        string text = "zz " + string.Join(' ', Enumerable.Repeat("ab", 39));
        RerankResponse response = await Windows(new() { WindowTokens = 10, Overlap = 0, Aggregation = PassageAggregation.Mean }).RerankAsync("q", [text, "zz"]);
        Assert.That(response.Results.First(result => result.Index == 0).Score, Is.EqualTo(0.25));
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
    }

    [Test]
    public async Task TheFirstWindowAloneIsScoredWhenAskedFor()
    {
        var calls = new List<int>();
        string text = string.Join(' ', Enumerable.Repeat("ab", 30)) + " zz";
        RerankResponse response = await Windows(new() { WindowTokens = 10, Aggregation = PassageAggregation.First }, calls).RerankAsync("q", [text]);
        Assert.That(response.Results[0].Score, Is.Zero);
        Assert.That(response.Results[0].IsTruncated, Is.True);
        Assert.That(calls, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task WindowsOverlapAndCoverTheWholeText([Values(0, 0.25, 0.9)] double overlap)
    {
        string text = RandomTexts.Of(new Random(7), 200);
        var inner = new WordScorer([]);
        await new PassageWindowsReranker(inner, new() { WindowTokens = 20, Overlap = overlap, Tokenizer = Bert() }).RerankAsync("q", [text]);
        int covered = 0;
        foreach (string window in inner.Texts)
        {
            int start = text.IndexOf(window, StringComparison.Ordinal);
            Assert.That(start, Is.InRange(0, covered + 1), "nothing lies between two windows but a space");
            covered = Math.Max(covered, start + window.Length);
        }

        Assert.That(covered, Is.EqualTo(text.Length));
    }

    [Test]
    public async Task MoreWindowsThanAllowedAreNotReadAndTheResultSaysSo()
    {
        var calls = new List<int>();
        RerankResponse response = await Windows(new() { WindowTokens = 10, MaxWindows = 2 }, calls).RerankAsync("q", [RandomTexts.Of(new Random(7), 100)]);
        Assert.That(calls, Is.EqualTo(new[] { 2 }));
        Assert.That(response.Results[0].IsTruncated, Is.True);
    }

    [Test]
    public async Task TopNCutsDocumentsAndNotWindows()
    {
        string text = string.Join(' ', Enumerable.Repeat("zz", 60));
        RerankResponse response = await Windows(new() { WindowTokens = 10 }).RerankAsync("q", [text, "ab", "zz"], new() { TopN = 2 });
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 2 }));
    }

    [Test]
    public async Task WithAModelOfThisPackageWindowsFitAndNothingIsCut()
    {
        using IReranker reranker = CrossEncoderReranker.Load(SharedModels.Of(TestArchitecture.Bert).FullName).AsBuilder().UsePassageWindows().Build();
        RerankCandidate[] candidates = [new(RandomTexts.Of(new Random(3), 400)), new("short")];
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);
        Assert.That(response.Results.Select(result => result.IsTruncated), Is.All.False);
        Assert.That(response.GetPassageWindows()![0].Windows, Is.GreaterThan(5));
    }

    [Test]
    public void ARerankerWithoutTokenizerOrLengthNeedsThemInTheOptions()
    {
        Assert.That(() => new PassageWindowsReranker(new WordScorer([])), Throws.ArgumentException.With.Message.Contains("Tokenizer"));
        Assert.That(() => new PassageWindowsReranker(new WordScorer([]), new() { Tokenizer = Bert() }), Throws.ArgumentException.With.Message.Contains("WindowTokens"));
    }

    [Test]
    public void OptionsRefuseWhatIsOutOfRange()
    {
        var options = new PassageWindowsOptions();
        Assert.That(() => options.WindowTokens = 7, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Overlap = 0.91, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxWindows = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Aggregation = (PassageAggregation)9, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static PassageWindowsReranker Windows(PassageWindowsOptions options, List<int>? calls = null)
    {
        // One letter is one token of the seeded vocabulary, two letters are two.
        options.Tokenizer = Words();
        return new(new WordScorer(calls ?? []), options);
    }

    private static HuggingFaceTokenizer Bert() => HuggingFaceTokenizer.Load(SharedModels.Of(TestArchitecture.Bert).FullName);

    // A WordPiece vocabulary in which every word of the tests is one token.
    private static HuggingFaceTokenizer Words()
    {
        string folder = Directory.CreateTempSubdirectory("rerankkit-words-").FullName;
        string path = Path.Combine(folder, "vocab.txt");
        File.WriteAllLines(path, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ab", "zz", "q"]);
        var tokenizer = HuggingFaceTokenizer.Load(path);
        Directory.Delete(folder, recursive: true);
        return tokenizer;
    }

    /// <summary>Scores 1 where the needle is, 0 elsewhere.</summary>

    private sealed class WordScorer(List<int> calls) : IReranker
    {
        public List<string> Texts { get; } = [];

        public Task<RerankResponse> RerankAsync(
            string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default)
        {
            calls.Add(candidates.Count);
            Texts.AddRange(candidates.Select(candidate => candidate.Text));
            RerankResult[] results =
                [.. candidates.Select((candidate, i) => new RerankResult(i, candidate.Text.Contains(Needle, StringComparison.Ordinal) ? 1 : 0)).OrderByDescending(result => result.Score)];
            return Task.FromResult(new RerankResponse(results) { ScoreKind = RerankScoreKind.Similarity });
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
