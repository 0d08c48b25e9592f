using System.Globalization;
using System.Text;
using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

public sealed class LiftCommandTests : FileTests
{
    private const string Log =
        """
        {"type":"ranking","time":"2026-11-29T08:15:30Z","request":"r1","experiment":"e","caller":"c1","lists":[{"name":"control","shown":true,"milliseconds":10,"model":"old","cache":"hit","documents":["a","b","c"],"scores":[3,2,1]}]}
        {"type":"ranking","time":"2026-11-29T08:15:31Z","request":"r1","lists":[{"name":"treatment","shown":false,"milliseconds":30,"model":"new","documents":["b","a","c"],"scores":[0.9,0.5,0.1]}]}
        {"type":"ranking","time":"2026-11-29T09:15:30Z","request":"r2","experiment":"e","caller":"c2","lists":[{"name":"treatment","shown":true,"milliseconds":200,"model":"new","fallback":"late","documents":["c","b","a"],"scores":[0.8,0.5,0.1]},{"name":"control","shown":false,"documents":["a","b","c"]}]}
        {"type":"click","time":"2026-11-29T09:16:00Z","request":"r1","document":"b"}

        """;

    private const string Click = """{"request":"r2","document":"c"}""";

    [Test]
    public async Task ASplitSaysWhatBecameOfClickedDocumentsAndWhatTheServiceDid()
    {
        ToolRun tool = (await ToolRun.Of("lift", "--log", Write("log", Log), "--clicks", Write("clicks", Click), "--budget-ms", "150")).Succeeded();
        Assert.That(tool.Error, Is.Empty);
        Assert.That(string.Join('\n', tool.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd())), Is.EqualTo(
            """
            2 calls, 2 with a click, 2026-11-29 08:15 to 2026-11-29 09:15

            clicked, shown  callers  calls  clicks  rank in control  in treatment  moved up by   95 % interval       p   1/rank       95 % interval       p
            ──────────────  ───────  ─────  ──────  ───────────────  ────────────  ───────────  ──────────────  ──────  ───────  ──────────────────  ──────
            control               1      1       1             2.00          1.00        +1.00  +1.00 to +1.00  1.0000  +0.5000  +0.5000 to +0.5000  1.0000
            treatment             1      1       1             3.00          1.00        +2.00  +2.00 to +2.00  1.0000  +0.6667  +0.6667 to +0.6667  1.0000
            balanced                                                                     +1.50  +1.50 to +1.50  1.0000  +0.5833  +0.5833 to +0.5833  1.0000

            Clicked documents: within noise.

            shown      callers  calls  with a click  change     95 % interval       p  1/rank of the highest   change       95 % interval       p
            ─────────  ───────  ─────  ────────────  ──────  ────────────────  ──────  ─────────────────────  ───────  ──────────────────  ──────
            control          1      1       100.0 %                                                   0.5000
            treatment        1      1       100.0 %  0.0000  0.0000 to 0.0000  1.0000                 1.0000  +0.5000  +0.5000 to +0.5000  1.0000

            Side against side: within noise.

            list       from  calls  p50 ms  p99 ms  over budget  fallbacks  cache hits
            ─────────  ────  ─────  ──────  ──────  ───────────  ─────────  ──────────
            control    all       1    10.0    10.0        0.0 %      0.0 %     100.0 %
            treatment  all       1   200.0   200.0      100.0 %    100.0 %           -

            p99 of control is 10.0 ms, the budget 150.0 ms: kept.
            p99 of treatment is 200.0 ms, the budget 150.0 ms: NOT KEPT.
            """));
    }

    [Test]
    public async Task JsonHasTheNumbers()
    {
        JsonElement json = (await ToolRun.Of("lift", "--log", Write("log", Log), "--clicks", Write("clicks", Click), "--json", "--window", "1d", "--reference-until", "2026-11-29T09:00:00Z")).Succeeded().Json;
        JsonElement lift = json.GetProperty("lift");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((json.GetProperty("calls").GetInt32(), json.GetProperty("clicked").GetInt32(), json.GetProperty("before").GetString(), json.GetProperty("after").GetString()), Is.EqualTo((2, 2, "control", "treatment")));
            Assert.That(lift.GetProperty("shownBefore").GetProperty("improvement").GetProperty("mean").GetDouble(), Is.EqualTo(1));
            Assert.That(lift.GetProperty("shownAfter").GetProperty("rankBefore").GetDouble(), Is.EqualTo(3));
            Assert.That(lift.GetProperty("balanced").GetProperty("mean").GetDouble(), Is.EqualTo(1.5));
            Assert.That(lift.GetProperty("verdict").GetString(), Is.EqualTo("within noise"));
            Assert.That(json.GetProperty("split").GetProperty("before").GetProperty("reciprocalRank").GetDouble(), Is.EqualTo(0.5));
            Assert.That(json.GetProperty("interleaving").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(json.GetProperty("drift").GetProperty("best").GetProperty("ks").GetDouble(), Is.EqualTo(1));
            Assert.That(json.GetProperty("windows").EnumerateArray().Select(window => $"{window.GetProperty("list")} {window.GetProperty("latencyMs").GetProperty("p99")} {window.GetProperty("fallbackRate")}"), Is.EqualTo(new[] { "control 10 0", "treatment 200 1" }));
        }
    }

    [Test]
    public async Task AnInterleavedLogIsTested()
    {
        var log = new StringBuilder();
        for (int i = 0; i < 20; i++)
        {
            log.AppendLine(CultureInfo.InvariantCulture, $$"""{"type":"ranking","time":"2026-11-29T08:00:00Z","request":"r{{i}}","lists":[{"name":"control","documents":["a","b"]},{"name":"treatment","documents":["b","a"]},{"name":"interleaved","shown":true,"documents":["a","b"],"teams":["control","treatment"]}]}""");
            log.AppendLine(CultureInfo.InvariantCulture, $$"""{"type":"click","request":"r{{i}}","document":"{{(i < 5 ? "a" : "b")}}"}""");
        }

        string[] arguments = ["lift", "--log", Write("log", log.ToString())];
        ToolRun tool = (await ToolRun.Of(arguments)).Succeeded();
        Assert.That(tool.Output, Does.Contain("Interleaved: people prefer treatment: real.").And.Not.Contains("Clicked documents"));
        JsonElement json = (await ToolRun.Of([.. arguments, "--json"])).Succeeded().Json.GetProperty("interleaving");
        Assert.That((json.GetProperty("winsBefore").GetInt32(), json.GetProperty("winsAfter").GetInt32(), json.GetProperty("preference").GetDouble()), Is.EqualTo((5, 15, 0.25)));
        Assert.That(json.GetProperty("p").GetDouble(), Is.EqualTo(InterleavingComparison.SignTest(5, 15)));
    }

    [Test]
    public async Task OneShownListDecidesNothingUnlessTheOtherHasWhatWasClickedHigher()
    {
        var log = new StringBuilder();
        for (int i = 0; i < 40; i++)
        {
            log.AppendLine(CultureInfo.InvariantCulture, $$"""{"type":"ranking","time":"2026-11-29T08:00:00Z","request":"r{{i}}","lists":[{"name":"first-stage","documents":["a","b"]},{"name":"reranked","shown":true,"documents":["b","a"]}]}""");
        }

        string rankings = Write("log", log.ToString());
        foreach ((string clicked, string verdict) in new[] { ("b", "not decided: only reranked was shown"), ("a", "first-stage ranks what people clicked higher, though reranked was shown: real") })
        {
            string clicks = Write("clicks", string.Join('\n', Enumerable.Range(0, 40).Select(i => $$"""{"request":"r{{i}}","document":"{{clicked}}"}""")));
            Assert.That((await ToolRun.Of("lift", "--log", rankings, "--clicks", clicks)).Succeeded().Output, Does.Contain($"Clicked documents: {verdict}"));
        }
    }

    [Test]
    public async Task DriftIsAgainstAnEarlierLogAndNamesOtherModels()
    {
        string Scored(int shift, string model) => string.Join('\n', Enumerable.Range(0, 100).Select(i =>
            $$"""{"type":"ranking","time":"2026-11-29T08:00:00Z","request":"r{{i}}","lists":[{"name":"first-stage","documents":["a"]},{"name":"reranked","shown":true,"model":"{{model}}","documents":["a"],"scores":[{{(i * 37 % 100) + shift}}]}]}"""));
        string before = Write("before", Scored(0, "m1"));
        Assert.That((await ToolRun.Of("lift", "--log", Write("same", Scored(1, "m1")), "--reference", before)).Succeeded().Output, Does.Contain("Score drift: within noise.").And.Not.Contains("models"));
        Assert.That(
            (await ToolRun.Of("lift", "--log", Write("other", Scored(40, "m2")), "--reference", before)).Succeeded().Output,
            Does.Contain("Score drift: a large shift").And.Contain("The models are others: m1 then, m2 now."));
    }

    [Test]
    public async Task WhatIsLeftOutIsTold()
    {
        string log = Write("log", Log + Log[..60]);
        string clicks = Write("clicks", $$"""
            {"request":"gone","document":"a"}
            {"request":"r1","document":"z"}
            {{Click}}
            """);
        ToolRun tool = (await ToolRun.Of("lift", "--log", log, "--clicks", clicks)).Succeeded();
        Assert.That(tool.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[]
        {
            $"warning: {log}(5): the last line ends in its middle; it is left out",
            $"warning: {clicks}(1): the log has no ranking of the request 'gone'; 1 such click is left out of 4",
            $"warning: {clicks}(2): 'z' is in no list of the request 'r1'; 1 such click is left out of 4",
        }));
    }

    [TestCase("""{"request":"gone","document":"a"}""", "clicks.txt(1): the log has no ranking of the request 'gone', and so it is with every click")]
    [TestCase("""{"request":"r2","document":"z"}""", "clicks.txt(1): 'z' is in no list of the request 'r2', and so it is with every click")]
    [TestCase("""{"request":"r2","doc":"c"}""", "clicks.txt(1): document is missing")]
    [TestCase("r2\tc", "clicks.txt(1): Expected an object of JSON on one line")]
    public async Task ClicksThatCannotBeUsedAreRefused(string click, string words) =>
        (await ToolRun.Of("lift", "--log", Write("log", Log.Split("{\"type\":\"click\"")[0]), "--clicks", Write("clicks.txt", click))).Refused(words);

    [TestCase("", "the log holds no ranking")]
    [TestCase("{\"type\":\"ranking\"}", "(1): request is missing")]
    public async Task ALogThatCannotBeUsedIsRefused(string log, string words) => (await ToolRun.Of("lift", "--log", Write("log", log))).Refused(words);

    [Test]
    public async Task Utf16WithoutAMarkIsNamed()
    {
        string path = Files["utf16"];
        File.WriteAllBytes(path, Encoding.Unicode.GetBytes(Log));
        (await ToolRun.Of("lift", "--log", path)).Refused($"{path}(1): ", "UTF-16");
    }

    [TestCase("--before is 'x', which no ranking of the log has. Its lists are 'control', 'treatment'.", "--before", "x")]
    [TestCase("--before and --after are both 'control'", "--before", "control", "--after", "control")]
    [TestCase("--experiment is 'x', which is not in the log. It holds 'e'.", "--experiment", "x")]
    [TestCase("There is no score of 'treatment' in the reference", "--reference-until", "2026-11-28")]
    [TestCase("--reference-until is 'dawn': expected a time such as", "--reference-until", "dawn")]
    [TestCase("--budget-ms is '0': expected more than 0", "--budget-ms", "0")]
    [TestCase("two ways to say", "--reference", "x", "--reference-until", "2026-11-28")]
    public async Task WhatIsAskedForWronglyIsNamed(string words, params string[] options) =>
        (await ToolRun.Of(["lift", "--log", Write("log", Log), .. options])).Refused(words);

    [Test]
    public async Task SeveralExperimentsAreToldApart()
    {
        string log = Write("log", Log + Log.Replace("\"e\"", "\"f\"", StringComparison.Ordinal).Replace("\"request\":\"r", "\"request\":\"s", StringComparison.Ordinal));
        (await ToolRun.Of("lift", "--log", log)).Refused("several experiments: 'e', 'f'. Name one with --experiment.");
        Assert.That((await ToolRun.Of("lift", "--log", log, "--experiment", "f", "--json")).Succeeded().Json.GetProperty("calls").GetInt32(), Is.EqualTo(2));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Files[name], text);
        return Files[name];
    }
}
