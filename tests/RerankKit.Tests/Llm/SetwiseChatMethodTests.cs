namespace RerankKit.Tests.Llm;

public class SetwiseChatMethodTests
{
    [Test]
    public async Task APerfectModelGivesThePerfectTop([Values(2, 3, 4, 5, 13, 14, 40, 100)] int count, [Values(3, 4, 6)] int setSize, [Values(1, 5, 200)] int topK)
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client, new() { Method = new SetwiseChatMethod { SetSize = setSize, TopK = topK } });
        RerankCandidate[] candidates = OracleModel.Candidates(count, seed: setSize);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        int places = Math.Min(topK, count);
        Assert.That(response.Results.Take(places).Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates).Take(places)));
        Assert.That(client.Questions.Count, Is.LessThanOrEqualTo(MostQuestions(count, setSize - 1, places)));
        Assert.That(client.Questions, Has.All.Matches<AskedQuestion>(question => question.Passages.Count >= 2 && question.Passages.Count <= setSize));
        int[] rest = [.. response.Results.Skip(places).Select(result => result.Index)];
        Assert.That(rest, Is.Ordered, "what was not asked for stands in first-stage order");
        Assert.That(response.Results.Skip(places), Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.EarlierStage));
    }

    [Test]
    public async Task ASmallerTopNSettlesFewerPlaces()
    {
        ScriptedChatClient ten = new OracleModel().Client();
        ScriptedChatClient three = new OracleModel().Client();
        RerankCandidate[] candidates = OracleModel.Candidates(60);
        RerankResponse whole = await new ChatClientReranker(ten, new() { Method = new SetwiseChatMethod() }).RerankAsync("q", candidates);
        RerankResponse head = await new ChatClientReranker(three, new() { Method = new SetwiseChatMethod() }).RerankAsync("q", candidates, new() { TopN = 3 });
        Assert.That(head.Results.Select(result => result.Index), Is.EqualTo(whole.Results.Take(3).Select(result => result.Index)));
        Assert.That(three.Questions.Count, Is.LessThan(ten.Questions.Count));
    }

    [Test]
    public async Task ANoisyModelStillGivesAPermutationWithinTheBound([Range(0, 9)] int seed)
    {
        var random = new Random(seed);
        var gate = new Lock();
        var client = new ScriptedChatClient(question =>
        {
            lock (gate)
            {
                return question.Passages[random.Next(question.Passages.Count)].Id;
            }
        });
        using var reranker = new ChatClientReranker(client, new() { Method = new SetwiseChatMethod { TopK = 20 } });
        RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(77));
        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 77)));
        Assert.That(client.Questions.Count, Is.LessThanOrEqualTo(MostQuestions(77, 3, 20)));
    }

    [TestCase("neither")]
    [TestCase("*")]
    public async Task WithoutAUsableAnswerTheBestOfTheFirstStageWins(string answer)
    {
        var oracle = new OracleModel();
        int call = 0;
        var client = new ScriptedChatClient(question => Interlocked.Increment(ref call) == 1 ? oracle.Answer(question)
            : answer == "*" ? string.Join(" or ", question.Passages.Select(passage => passage.Id))
            : answer);
        using var reranker = new ChatClientReranker(client, new() { MaxConcurrency = 1, MaxAttempts = 1, Method = new SetwiseChatMethod { TopK = 3 } });

        RerankResponse response = await reranker.RerankAsync("q", [.. Enumerable.Range(0, 30).Select(i => new RerankCandidate($"passage {30 - i}"))]);

        Assert.That(response.Results.Take(3).Select(result => result.Index), Is.EqualTo(new[] { 0, 1, 2 }));
        ChatRerankReport report = response.GetChatReport()!;
        Assert.That(report.Unanswered, Is.EqualTo(report.Questions - 1));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("failed"));
    }

    [Test]
    public async Task AClientThatBreaksDownIsLeftAloneAndTheSettledPlacesStand()
    {
        var oracle = new OracleModel();
        int call = 0;
        var client = new ScriptedChatClient((question, _) => Interlocked.Increment(ref call) > 60
            ? throw new HttpRequestException("down")
            : Task.FromResult(ScriptedChatClient.Text(oracle.Answer(question))));
        using var reranker = new ChatClientReranker(client, new() { MaxFailuresInARow = 2, Method = new SetwiseChatMethod { TopK = 100 } });
        RerankCandidate[] candidates = OracleModel.Candidates(100);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(client.Questions, Has.Count.EqualTo(62));
        Assert.That(response.Results.Take(2).Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates).Take(2)));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored), "each was in an answered question");
        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 100)));
    }

    // Building asks one question per node and level below it: a node i has a j-th level below it when i c^j + s < n, with s = (c^j - 1) / (c - 1). Each place but the
    // last asks one question per level, and the last node of n is on level floor(log_c((c - 1) n)).
    private static int MostQuestions(int count, int children, int places)
    {
        int building = 0;
        int levels = 0;
        for (int power = children, before = 1; before < count; before += power, power *= children)
        {
            building += (count - before + power - 1) / power;
            levels++;
        }

        return building + ((places - 1) * levels);
    }

    [Test]
    public void TheBoundIsTheDocumentedOne() => Assert.That(MostQuestions(100, 3, 10), Is.EqualTo(49 + 36));
}
