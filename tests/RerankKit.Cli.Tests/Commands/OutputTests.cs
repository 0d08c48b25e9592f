using System.Diagnostics;
using RerankKit.Evaluation;
using RerankKit.Models;
using RerankKit.ModelDoubles;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Where <c>--output</c> may point: every command that writes keeps what stands there what it is.</summary>
[Platform(Exclude = "Win")]
public sealed class OutputTests : FileTests
{
    private string[] _fuse = [];
    private string[] _rerank = [];

    [SetUp]
    public void SetUp()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"d1","text":"the weather"}""", """{"_id":"d2","text":"cats"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""");
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td2\t1");
        string first = Files.WriteRun("first.run", "q1: d1=9 d2=8");
        _fuse = ["fuse", first, Files.WriteRun("second.run", "q1: d1=9 d2=8"), "--output"];
        _rerank = ["rerank", "--reranker", "lexical", "--dataset", Files["data"], "--run", first, "--output"];
    }

    [Test]
    public async Task APipeIsWrittenThrough([Values("fuse", "rerank")] string command)
    {
        using (Process make = Process.Start("mkfifo", [Files["pipe"]]))
        {
            await make.WaitForExitAsync();
        }

        int before = Directory.GetFiles(Files.Folder).Length;
        Task<string> read = Task.Run(() => File.ReadAllText(Files["pipe"]));
        (await Run(command, Files["pipe"])).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await read).Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2).And.All.StartsWith("q1 Q0 d"));
            Assert.That(Directory.GetFiles(Files.Folder), Has.Length.EqualTo(before));
        }
    }

    [Test]
    public async Task TheTargetOfALinkIsWrittenAndTheLinkStays([Values("fuse", "rerank")] string command)
    {
        Files.Write("elsewhere/real.run", "before");
        File.CreateSymbolicLink(Files["link.run"], "elsewhere/real.run");
        (await Run(command, Files["link.run"])).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(RunFile.Read(Files["elsewhere/real.run"])["q1"], Has.Count.EqualTo(2));
            Assert.That(new FileInfo(Files["link.run"]).LinkTarget, Is.EqualTo("elsewhere/real.run"));
            Assert.That(Directory.GetFiles(Files["elsewhere"]), Has.Length.EqualTo(1));
        }
    }

    [Test]
    public async Task APackedModelGoesThroughALinkToo()
    {
        using var hub = new HubDouble();
        hub.Add(HubModel.Small("test/small"));
        File.CreateSymbolicLink(Files["link.tar"], "real.tar");
        ModelStoreOptions options() => new() { Endpoint = hub.Address, CacheDirectory = Files["cache"], IsOffline = false };
        (await ToolRun.On(options, "models", "pack", "test/small", "--output", Files["link.tar"])).Succeeded();
        Assert.That(new FileInfo(Files["link.tar"]).LinkTarget, Is.EqualTo("real.tar"));
        Assert.That(new FileInfo(Files["real.tar"]).Length, Is.GreaterThan(3_000));
    }

    [Test]
    public async Task AStoreBehindALinkIsMadeThere()
    {
        TestModels.TestModel.Write(Files["model"], TestModels.TestModelPresets.TinyColbert);
        File.CreateSymbolicLink(Files["link.db"], "real.db");
        (await ToolRun.Of("index", "--model", Files["model"], "--dataset", Files["data"], "--store", Files["link.db"])).Succeeded();
        Assert.That(new FileInfo(Files["link.db"]).LinkTarget, Is.EqualTo("real.db"));
        Assert.That(new FileInfo(Files["real.db"]).Length, Is.GreaterThan(0));
    }

    [Test]
    public async Task WhereNothingCanBeWrittenNothingIsAsked()
    {
        using var server = new LocalServer(_ => "{}");
        string[] service = ["rerank", "--reranker", "tei", "--url", server.Url, "--dataset", Files["data"], "--run", Files["first.run"], "--output"];
        (await ToolRun.Of([.. service, Files["first.run/reranked.run"]])).Refused("--output", "there is no folder");
        (await ToolRun.Of([.. service, Files["data"]])).Refused("--output", "is a folder");
        Assert.That(server.Requests, Is.Empty);
    }

    private Task<ToolRun> Run(string command, string output) => ToolRun.Of([.. command == "fuse" ? _fuse : _rerank, output]);
}
