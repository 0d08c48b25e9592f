using System.Diagnostics;
using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Ten questions; the run before has a passage that answers four of them first, the run after one for each.</summary>
[NonParallelizable]
public sealed class AnswersCommandTests : FileTests
{
    private readonly LocalServer _server;
    private Func<LocalRequest, string?> _instead = static _ => null;
    private string[] _runs = [];

    public AnswersCommandTests() => _server = new(request => _instead(request) ?? TruthfulModel.Answer(request));

    private string Output => Files["chat.jsonl"];

    private JsonElement[] Kept => [.. File.ReadLines(Output).Select(line => JsonDocument.Parse(line).RootElement)];

    [SetUp]
    public void SetUp()
    {
        int[] numbers = [.. Enumerable.Range(1, 10)];
        Files.Write("c/corpus.jsonl", [.. numbers.Select(i => $$"""{"_id":"r{{i}}","title":"","text":"Topic{{i}} answers are exactly value{{i}}."}"""), """{"_id":"x","title":"","text":"Nothing of that kind here."}"""]);
        Files.Write("c/queries.jsonl", [.. numbers.Select(i => $$"""{"_id":"q{{i}}","text":"what about topic{{i}}?"}""")]);
        Files.Write("references.jsonl", [.. numbers.Select(i => $$"""{"_id":"q{{i}}","answer":"Topic{{i}} answers are exactly value{{i}}."}""")]);
        _runs =
        [
            Files.WriteRun("bm25.run", [.. numbers.Select(i => i <= 6 ? $"q{i}: x=2 r{i}=1" : $"q{i}: r{i}=2 x=1")]),
            Files.WriteRun("reranked.run", [.. numbers.Select(i => $"q{i}: r{i}=2 x=1")]),
        ];
    }

    [TearDown]
    public void Close() => _server.Dispose();

    [Test]
    public async Task WhatBetterPassagesDoForAnswersIsMeasuredQuestionByQuestion()
    {
        JsonElement json = (await Answers("--json")).Succeeded().Json;
        JsonElement metrics = json.GetProperty("metrics");
        using (Assert.EnterMultipleScope())
        {
            foreach (string name in (string[])["answerCorrectness", "contextPrecision", "contextRecall"])
            {
                JsonElement metric = metrics.GetProperty(name);
                Assert.That(Number(metric, "before"), Is.EqualTo(0.4).Within(1e-12), name);
                Assert.That(Number(metric, "after"), Is.EqualTo(1), name);
                Assert.That((Number(metric, "questions"), Number(metric, "wins"), Number(metric, "losses")), Is.EqualTo((10, 6, 0)), name);

                // Six signs: 2 of 64 patterns are as far from 0.
                Assert.That(Number(metric, "p"), Is.EqualTo(2 / 64.0).Within(0.006), name);
                Assert.That(Number(metric, "pHolm"), Is.EqualTo(4 * Number(metric, "p")).Within(1e-12), name);
                double[] interval = [.. metric.GetProperty("interval").EnumerateArray().Select(end => end.GetDouble())];
                Assert.That(interval[0], Is.InRange(0.2, 0.4), name);
                Assert.That(interval[1], Is.InRange(0.8, 1), name);
                Assert.That((Number(metric, "repeated"), Number(metric, "repeatedAgreement"), Number(metric, "repeatedDifference")), Is.EqualTo((4, 1, 0)), name);
            }

            Assert.That(Number(metrics.GetProperty("faithfulness"), "questions"), Is.EqualTo(4), "six answers before say nothing");
            JsonElement first = json.GetProperty("answers").EnumerateArray().Single(answer => answer.GetProperty("query").GetString() == "q1");
            Assert.That(first.GetProperty("before").GetProperty("answer").GetString(), Is.EqualTo(TruthfulJudge.DoesNotKnow));
            Assert.That(first.GetProperty("before").GetProperty("faithfulness").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(first.GetProperty("after").GetProperty("answer").GetString(), Is.EqualTo("Topic1 answers are exactly value1."));
        }
    }

    [Test]
    public async Task PeopleSeeATableAndWhatIsLeftOut()
    {
        ToolRun tool = (await Answers()).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Lines[0], Is.EqualTo("bm25.run -> reranked.run, 10 questions"));
            Assert.That(tool.Output, Does.Match(@"Answer correctness +10 +0\.4000 +1\.0000 +\+0\.6000 +\+0\.\d+ to \+\d\.\d+ +6/4/0 +0\.0\d+ +0\.1\d+ +within noise +100 % of 4, 0\.00 apart"));
            Assert.That(tool.Error, Does.Contain("Faithfulness is over 4 of 10 questions"));
            Assert.That(tool.Error, Does.Contain("About to ask: 10 questions, at most 20 answers and 96 judgements"));
            Assert.That(tool.Error, Does.Contain($"Asked some-model: {_server.Requests.Count} requests, {_server.Requests.Count * TruthfulModel.InputTokens} input tokens"));
        }
    }

    [Test]
    public async Task EveryQuestionAndAnswerIsKeptAndTheSameIsAskedOnce()
    {
        (await Answers()).Succeeded();
        JsonElement[] kept = Kept;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(kept, Has.Length.EqualTo(_server.Requests.Count));
            Assert.That(kept.Select(line => line.GetProperty("purpose").GetString()).Distinct(), Is.EquivalentTo(["answer", "Answer correctness", "Faithfulness", "Context precision", "Context recall"]));
            Assert.That(kept.Count(line => line.GetProperty("purpose").GetString() == "answer"), Is.EqualTo(16), "four questions have the same passages before and after");
            Assert.That(kept.Select(line => line.GetProperty("query").GetString()).Distinct().Count(), Is.EqualTo(10));
            Assert.That(kept[0].GetProperty("messages")[1].GetProperty("text").GetString(), Does.StartWith("Passage 1:\n").And.Contain("Question: what about topic"));
            Assert.That(kept[0].GetProperty("inputTokens").GetInt32(), Is.EqualTo(TruthfulModel.InputTokens));
        }
    }

    [Test]
    public async Task ResumeAsksNothingTwiceAndFindsTheSame()
    {
        string whole = (await Answers("--json")).Succeeded().Output;
        int asked = _server.Requests.Count;
        (await Answers("--json")).Refused("has answers of an earlier run", "--resume");
        ToolRun tool = (await Answers("--json", "--resume")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo(whole));
        Assert.That(_server.Requests, Has.Count.EqualTo(asked));

        // Another model's answers are others.
        (await Answers("--resume", "--judge-model", "a-judge")).Succeeded();
        Assert.That(_server.Requests.Skip(asked), Has.All.Matches<LocalRequest>(request => request.Body.Contains("\"model\":\"a-judge\"", StringComparison.Ordinal)));
        Assert.That(_server.Requests, Has.Count.GreaterThan(asked));
    }

    [Test]
    public async Task AFailingProviderLosesNothingThatWasPaidForAndTheMissingAreNamed()
    {
        string whole = (await Answers("--json")).Succeeded().Output;
        int all = _server.Requests.Count;
        File.Delete(Output);
        _server.Requests.Clear();
        _instead = request => request.Body.Contains("topic3", StringComparison.Ordinal) ? "no JSON" : null;
        ToolRun tool = await Answers("--json");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1));
            Assert.That(tool.Output, Is.Empty);
            Assert.That(tool.Error, Does.Match(@"error: .*\n\d of 10 are finished; missing are those of \d+ (query|queries): ").And.Contain("'q3'").And.Contain($"answers are kept in '{Output}'; the same command with --resume goes on from there."));
        }

        int failed = _server.Requests.Count - Kept.Length;
        Assert.That(failed, Is.Positive);
        _instead = static _ => null;
        Assert.That((await Answers("--json", "--resume")).Succeeded().Output, Is.EqualTo(whole));
        Assert.That(_server.Requests, Has.Count.EqualTo(all + failed), "only what had no answer is asked again");
    }

    [Test]
    public async Task OnRequestTheOthersGoOnAndAreMeasured()
    {
        _instead = request => request.Body.Contains("topic3", StringComparison.Ordinal) ? "no JSON" : null;
        ToolRun tool = await Answers("--json", "--on-error", "continue");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1), "something is not as asked for");
            Assert.That(tool.Json.GetProperty("questions").GetInt32(), Is.EqualTo(9));
            Assert.That(tool.Error, Does.Contain("9 of 10 are finished; missing are those of 1 query: 'q3'."));
        }
    }

    [Test]
    public async Task WhereNothingIsAnsweredThereIsNoReport()
    {
        _instead = static _ => "no JSON";
        ToolRun tool = await Answers("--json", "--on-error", "continue");
        Assert.That((tool.ExitCode, tool.Output), Is.EqualTo((1, "")));
        Assert.That(tool.Error, Does.Contain("0 of 10 are finished"));
    }

    [Test]
    public async Task CancellingKeepsWhatIsThere()
    {
        using var cancellation = new CancellationTokenSource();
        int asked = 0;
        _instead = _ =>
        {
            if (++asked == 12)
            {
                cancellation.Cancel();
            }

            return null;
        };
        ToolRun tool = await ToolRun.With(Stream.Null, cancellation.Token, Arguments());
        Assert.That(tool.ExitCode, Is.EqualTo(130), tool.Error);
        Assert.That(tool.Error, Does.Contain("Cancelled: ").And.Contain("the same command with --resume goes on from there"));
        Assert.That(Kept, Has.Length.InRange(8, 11), "four are under way at most");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task AKilledProcessIsGoneOnFrom()
    {
        using Process process = ToolProcess.Start(Arguments("--concurrency", "1"));
        int asked = 0;
        _instead = _ =>
        {
            if (++asked == 9)
            {
                process.Kill();
                process.WaitForExit();
            }

            return null;
        };
        Assert.That((await ToolProcess.EndAsync(process)).ExitCode, Is.EqualTo(137));
        Assert.That(Kept, Has.Length.EqualTo(8));

        // And one that was killed while it wrote.
        await File.AppendAllTextAsync(Output, """{"key":"ab""");
        _instead = static _ => null;
        (await Answers("--resume")).Succeeded();
        Assert.That(Kept, Has.Length.EqualTo(_server.Requests.Count - 1));
    }

    [Test]
    [Platform("Linux")]
    public async Task AFullDiskKeepsTheAnswersThatFit()
    {
        using Process process = ToolProcess.StartOnFullDisk(16, Arguments("--on-error", "continue"));
        ToolRun tool = await ToolProcess.EndAsync(process);
        Assert.That(tool.ExitCode, Is.EqualTo(1), tool.Error);
        Assert.That(tool.Error, Does.Contain("are finished; missing are").And.Contain("answers are kept in"));
        int kept = Kept.Length;
        Assert.That(kept, Is.Positive);
        Assert.That(_server.Requests.Count - kept, Is.InRange(1, 4), "nothing more is paid for than what is under way");
        (await Answers("--resume")).Succeeded();
    }

    [Test]
    public async Task AJudgementThatCannotBeReadIsAskedForAgainAndThenNamed()
    {
        _instead = request => request.Body.Contains("\"name\":\"passages\"", StringComparison.Ordinal) && request.Body.Contains("topic2", StringComparison.Ordinal)
            ? TruthfulModel.Completion("They are useful.")
            : null;
        ToolRun tool = await Answers("--json");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1));
            Assert.That(tool.Json.GetProperty("metrics").GetProperty("contextPrecision").GetProperty("questions").GetInt32(), Is.EqualTo(9));
            Assert.That(tool.Error, Does.Contain("judgements of 1 question cannot be read: 'q2'. Context precision: What the judge says cannot be read: it has no object of JSON."));
            Assert.That(_server.Requests, Has.Some.Matches<LocalRequest>(request => request.Body.Contains("That is not the JSON that was asked for", StringComparison.Ordinal)));
        }
    }

    [Test]
    public async Task AJudgeThatContradictsItselfIsSeen()
    {
        int asked = 0;
        _instead = request => request.Body.Contains("\"name\":\"comparison\"", StringComparison.Ordinal)
            ? TruthfulModel.Completion(++asked % 2 == 0 ? """{"both":["a"],"onlyAnswer":[],"onlyReference":[]}""" : """{"both":[],"onlyAnswer":["a"],"onlyReference":["b"]}""")
            : null;
        _runs[1] = _runs[0];
        JsonElement correctness = (await Answers("--json", "--questions", "1")).Succeeded().Json.GetProperty("metrics").GetProperty("answerCorrectness");
        Assert.That(asked, Is.EqualTo(2), "the same passages before and after, judged twice");
        Assert.That((Number(correctness, "repeated"), Number(correctness, "repeatedAgreement"), Number(correctness, "repeatedDifference")), Is.EqualTo((2, 0, 1)));
    }

    [Test]
    public async Task APersonChecksAFifthAndTheAgreementIsMeasured()
    {
        string check = Files["check.tsv"];
        (await Answers("--check", check)).Succeeded();
        string[] lines = await File.ReadAllLinesAsync(check);
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[1].Split('\t')[1..3], Is.EqualTo(["before", ""]));
        Assert.That(lines[2].Split('\t')[3..], Has.Length.EqualTo(3).And.Some.StartsWith("what about topic").And.Some.EndsWith("value" + lines[2].Split('\t')[0][1..] + "."));
        (await Answers("--resume", "--check", check)).Refused("is there already");
        (await Answers("--resume", "--checked", check)).Refused("nobody has filled in a grade yet");

        // The person holds every answer for right but the one to the first question before.
        string[] filled = [lines[0], .. lines[1..].Select((line, i) => Fill(line, i == 0 ? "0" : "1"))];
        await File.WriteAllLinesAsync(check, filled);
        JsonElement people = (await Answers("--resume", "--json", "--checked", check)).Succeeded().Json.GetProperty("people");
        int[] judge = [.. filled[1..].Select(line => line.Split('\t')[4] == TruthfulJudge.DoesNotKnow ? 0 : 1)];
        Assert.That(people.GetProperty("count").GetInt32(), Is.EqualTo(4));
        Assert.That(people.GetProperty("agreement").GetDouble(), Is.EqualTo(judge.Zip([0, 1, 1, 1]).Count(pair => pair.First == pair.Second) / 4.0));

        await File.WriteAllLinesAsync(check, [lines[0], Fill(lines[1], "2")]);
        (await Answers("--resume", "--checked", check)).Refused("line 2", "no grade from 0 to 1");
        await File.WriteAllLinesAsync(check, [lines[0], Fill(lines[1], "1"), Fill(lines[1], "1")]);
        (await Answers("--resume", "--checked", check)).Refused("line 3", "in an earlier line");
    }

    [Test]
    public async Task WithoutReferencesFaithfulnessAndPrecisionAreLeft()
    {
        JsonElement json = (await ToolRun.Of(Arguments("--json").Where(argument => argument != "--references" && argument != Files["references.jsonl"]).ToArray())).Succeeded().Json;
        Assert.That(json.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name), Is.EqualTo(["faithfulness", "contextPrecision"]));
    }

    [Test]
    public async Task FewerQuestionsAreAmongTheMore()
    {
        string[] few = Ids(await Answers("--json", "--questions", "3"));
        string[] more = Ids(await Answers("--json", "--questions", "6", "--resume"));
        Assert.That(few, Has.Length.EqualTo(3).And.SubsetOf(more));
        Assert.That(more, Has.Length.EqualTo(6));

        static string[] Ids(ToolRun tool) => [.. tool.Succeeded().Json.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("query").GetString()!)];
    }

    [Test]
    public async Task BadInputIsNamed()
    {
        (await Answers("--run", _runs[0])).Refused("--run names 3 runs; give it twice");
        (await Answers("--chat", "ftp://x")).Refused("--chat");
        (await Answers("--set", "ApiKey=hush")).Refused("ApiKey is not given as an argument");
        (await Answers("--set", "Loudness=1")).Refused("Loudness");
        (await Answers("--set", "Model=x")).Refused("--set Model is what --chat and --model say already");
        await ReferencesRefuse(["""{"_id":"q1"}"""], "line 1", "answer is missing");
        await ReferencesRefuse(["""{"_id":"q1","answer":"a"}""", """{"_id":"q1","answer":"b"}"""], "line 2", "'q1' has an answer in an earlier line");
        await ReferencesRefuse(["""{"_id":"q1","answer":" "}"""], "line 1", "blank");
        await ReferencesRefuse(["""{"_id":"other","answer":"b"}"""], "None of the queries in both runs has a reference", "'q1'");
        await ReferencesRefuse([], "holds no answer");
        Files.Write("references.jsonl", """{"_id":"q1","answer":"a"}""");
        Files.WriteRun("reranked.run", "other: r1=1");
        (await Answers()).Refused("No query of c is in both runs");
        Files.WriteRun("bm25.run", "q1: gone=1");
        Files.WriteRun("reranked.run", "q1: lost=1");
        (await Answers()).Refused("None of the documents of the runs is in c", "'gone'");
        Assert.That(_server.Requests, Is.Empty);

        async Task ReferencesRefuse(string[] lines, params string[] words)
        {
            Files.Write("references.jsonl", lines);
            (await Answers()).Refused(words);
        }
    }

    [Test]
    public async Task AnotherFileInTheOutputsPlaceIsLeftAlone()
    {
        foreach (string foreign in (string[])["""{"_id":"q1","text":"a query"}""", "my notes\n", """{"_id":"q1"}""" + "\n"])
        {
            await File.WriteAllTextAsync(Output, foreign);
            (await Answers("--resume")).Refused("line 1", "no line of questions and answers");
            Assert.That(await File.ReadAllTextAsync(Output), Is.EqualTo(foreign));
        }
    }

    private static double Number(JsonElement json, string member) => json.GetProperty(member).GetDouble();

    private static string Fill(string line, string grade)
    {
        string[] fields = line.Split('\t');
        fields[2] = grade;
        return string.Join('\t', fields);
    }

    private Task<ToolRun> Answers(params string[] more) => ToolRun.Of(Arguments(more));

    private string[] Arguments(params string[] more) =>
    [
        "answers", "--dataset", Files["c"], "--run", _runs[0], "--run", _runs[1], "--references", Files["references.jsonl"],
        "--chat", _server.Url + "v1", "--model", "some-model", "--depth", "1", "--output", Output, .. more,
    ];
}
