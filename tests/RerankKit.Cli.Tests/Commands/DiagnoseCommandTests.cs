using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

public sealed class DiagnoseCommandTests : FileTests
{
    [Test]
    public async Task ADiagnosisEndsWithTheFiveQuestionsAndWhatToDo()
    {
        string data = TestData.Path("ir", "cranfield");
        ToolRun tool = (await ToolRun.Of("diagnose", "--dataset", data, "--run", Path.Combine(data, "bm25.run"), "--budget-ms", "200")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Lines.Count(line => line.Length > 2 && char.IsAsciiDigit(line[0]) && line[1] == '.'), Is.EqualTo(5));
            Assert.That(tool.Output, Does.Contain("4. Are there 100 to 250 ms to spend? Yes: 200 ms are allowed."));
            Assert.That(tool.Lines[^1], Does.Match("^(Rerank|Fix retrieval|Leave it|Tune the fusion first)"));
            Assert.That(tool.Error, Is.Empty);
        }
    }

    [Test]
    public async Task JsonHasTheNumbersOfEvalAndTheQueriesOfEachClass()
    {
        string data = TestData.Path("ir", "msmarco-dl19");
        string[] runs = [Path.Combine(data, "bm25.run"), Path.Combine(data, "run.tasb.trec")];
        JsonElement diagnosis = (await ToolRun.Of(["diagnose", "--dataset", data, "--json", "--run", .. runs])).Succeeded().Json;
        ToolRun text = (await ToolRun.Of(["diagnose", "--dataset", data, "--run", .. runs])).Succeeded();
        JsonElement eval = (await ToolRun.Of(["eval", "--qrels", Path.Combine(data, "qrels.tsv"), "--metrics", "recall@50,recall@100,p@5,hit@5,ndcg@10,unjudged@10", "--json", "--run", .. runs])).Succeeded().Json;
        using (Assert.EnterMultipleScope())
        {
            for (int i = 0; i < runs.Length; i++)
            {
                foreach (JsonProperty metric in eval.GetProperty("runs")[i].GetProperty("metrics").EnumerateObject())
                {
                    Assert.That(diagnosis.GetProperty("runs")[i].GetProperty(metric.Name).GetDouble(), Is.EqualTo(metric.Value.GetDouble()), metric.Name);
                }
            }

            JsonElement fusion = diagnosis.GetProperty("tunedFusion");
            Assert.That(fusion.GetProperty("of").GetInt32(), Is.EqualTo(100));
            Assert.That(text.Output, Does.Contain(FormattableString.Invariant($"ndcg@10 {fusion.GetProperty("heldOut").GetDouble():0.0000}, better than the best run alone in {fusion.GetProperty("wins").GetInt32()} of 100 splits")));
            Assert.That(diagnosis.GetProperty("questions")[3].GetProperty("answer").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(diagnosis.GetProperty("advice").GetString(), Is.AnyOf("rerank", "tuneFusion", "fixRetrieval", "leaveIt"));
        }
    }

    [Test]
    public async Task PassagesAreCountedByTheModelsOwnTokens()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"d1","text":"a a a a a a a a"}""", """{"_id":"d2","text":"a"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"a"}""");
        Files.Write("data/qrels.tsv", "q1\td1\t1");
        Files.WriteRun("r.run", "q1: d1=2 d2=1");
        Files.Write("vocab.txt", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a");
        ToolRun tool = (await ToolRun.Of("diagnose", "--dataset", Files["data"], "--run", Files["r.run"], "--model", Files["vocab.txt"], "--max-length", "11")).Succeeded();
        ToolRun room = (await ToolRun.Of("diagnose", "--dataset", Files["data"], "--run", Files["r.run"], "--model", Files["vocab.txt"], "--max-length", "12")).Succeeded();
        Assert.That(room.Output, Does.Contain("longer than the model reads: 0 of 2 passages"), "[CLS] a [SEP] and eight words, [SEP]");
        Assert.That(tool.Output, Does.Contain("longer than the model reads: 1 of 2 passages"));
        (await ToolRun.Of("diagnose", "--dataset", Files["data"], "--run", Files["r.run"], "--max-length", "6")).Refused("give --model too");
    }
}
