namespace RerankKit.Tests.Llm;

public class PairwiseChatMethodTests
{
    [Test]
    public async Task AHeapSortGivesThePerfectTopWithinTheBound([Values(2, 3, 7, 16, 50)] int count, [Values(1, 4, 100)] int topK)
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client, new() { Method = new PairwiseChatMethod { TopK = topK } });
        RerankCandidate[] candidates = OracleModel.Candidates(count);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        int places = Math.Min(topK, count);
        Assert.That(response.Results.Take(places).Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates).Take(places)));

        // Two comparisons a level, each in both orders; building takes at most n - 1 levels, a place at most floor(log2 n).
        int most = (4 * (count - 1)) + (4 * (places - 1) * (int)Math.Log2(count));
        Assert.That(client.Questions.Count, Is.LessThanOrEqualTo(most));
        Assert.That(
            client.Questions.Select(question => string.Join('|', question.Passages.Select(passage => passage.Text))),
            Is.Unique,
            "no pair is asked about twice in the same order");
    }

    [Test]
    public async Task AllPairsAsksForEveryOrderedPairOnceAndReportsShares()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client, new() { Method = new PairwiseChatMethod { Sorting = PairwiseSorting.AllPairs } });
        RerankCandidate[] candidates = OracleModel.Candidates(9);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates)));
        Assert.That(client.Questions, Has.Count.EqualTo(72));
        Assert.That(response.Results.Select(result => result.RawScore), Is.EqualTo(Enumerable.Range(0, 9).Select(place => (8 - place) / 8.0)));
    }

    [Test]
    public async Task AModelThatAlwaysPrefersTheFirstPlaceChangesNothing([Values] PairwiseSorting sorting)
    {
        var client = new ScriptedChatClient(question => question.Passages[0].Id);
        using var reranker = new ChatClientReranker(client, new() { Method = new PairwiseChatMethod { Sorting = sorting, TopK = 20 } });
        RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(15));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 15)));
    }

    [Test]
    public async Task ANoisyModelGivesAPermutation([Range(0, 4)] int seed, [Values] PairwiseSorting sorting)
    {
        var random = new Random(seed);
        var gate = new Lock();
        var client = new ScriptedChatClient(question =>
        {
            lock (gate)
            {
                return random.Next(4) == 0 ? "?" : question.Passages[random.Next(2)].Id;
            }
        });
        using var reranker = new ChatClientReranker(client, new() { Method = new PairwiseChatMethod { Sorting = sorting } });
        RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(18));
        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 18)));
    }
}
