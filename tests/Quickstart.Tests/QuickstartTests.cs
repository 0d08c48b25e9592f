using System.Diagnostics;

namespace Quickstart.Tests;

/// <summary>The sample as a newcomer starts it: a process, its exit code, and what it prints.</summary>
[TestFixture]
public sealed class QuickstartTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("rerankkit-quickstart-");
        Write("corpus.jsonl", """{"_id":"d1","title":"Cats","text":"cats sleep \ud83d"}""", """{"_id":"d2","text":"dogs bark at cats"}""", """{"_id":"d3","text":"birds sing"}""");
        Write("queries.jsonl", """{"_id":"q1","text":"cats"}""", """{"_id":"q2","text":"birds"}""", """{"_id":"q3","text":" "}""");
        Write("qrels.tsv", "q1\td1\t1", "q2\td3\t1", "q3\td3\t1");
        Write("first.run", "q1 Q0 d2 1 9 bm25", "q1 Q0 d1 2 8 bm25", "q1 Q0 gone 3 7 bm25");
    }

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public async Task TheSampleCollectionIsEvaluatedAndExplained()
    {
        (int exitCode, string output, string error) = await RunAsync();

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("30 judged queries").And.Contains("One ranking explained").And.Match(@"reranked +0\.\d{4}"));
        Assert.That(output, Does.Not.Contain('\e'), "nobody looks at colours in a pipe");
    }

    [Test]
    public async Task TheNeuralModelInThePackageTakesPart()
    {
        (int exitCode, string output, string error) = await RunAsync("--neural");

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Match(@"neural +0\.\d{4}").And.Contains("neural against bm25: nDCG@10 +"));
    }

    [Test]
    public async Task AJudgedQueryWithoutResultsCountsAsZeroAndDoesNotEndTheProgram()
    {
        (int exitCode, string output, string error) = await RunAsync("--dataset", _folder.FullName, "--run", Path.Combine(_folder.FullName, "first.run"));

        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("One ranking explained").And.Contains("(q1)"));
        Assert.That(output, Does.Match(@"first\.run +0\.2103"), "0.6309 for one query of three");
        Assert.That(error, Does.StartWith("warning: ").And.Contains("U+FFFD: 1"));
    }

    [Test]
    public async Task TwoRunsOfOneFileNameAreTwoSteps()
    {
        Write("other/first.run", "q1 Q0 d1 1 9 t", "q2 Q0 d3 1 9 t");

        (int exitCode, _, string error) = await RunAsync("--dataset", _folder.FullName, "--run", Path.Combine(_folder.FullName, "first.run"), Path.Combine(_folder.FullName, "other", "first.run"));

        Assert.That(exitCode, Is.Zero, error);
    }

    [TestCase("--dataset", "nowhere", "nowhere")]
    [TestCase("--run", "nowhere.run", "nowhere.run")]
    [TestCase("--dataset", ".", "corpus.jsonl")]
    [TestCase("--run", ".", "is a folder")]
    [TestCase("--run", "qrels.tsv", "Expected 6 columns")]
    [TestCase("--run", "strange.run", "belong together")]
    [TestCase("--depth", "0", "1 or more")]
    [TestCase("--model", "corpus.jsonl", "corpus.jsonl")]
    public async Task AWrongArgumentEndsInOneMessageWithoutAStackTrace(string option, string value, string expected)
    {
        Write("strange.run", "q1 Q0 d1 1 1 t");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "empty"));

        (int exitCode, _, string error) = await RunAsync(option, option == "--dataset" && value == "." ? Path.Combine(_folder.FullName, "empty") : option == "--depth" ? value : Path.Combine(_folder.FullName, value));

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(error, Does.Contain(expected).And.Not.Contains("   at ").And.Not.Contains("Unhandled"));
    }

    [Test]
    public async Task ACollectionWithoutAJudgedQueryIsRefused()
    {
        Write("qrels.tsv", "q9\td1\t1");

        (int exitCode, _, string error) = await RunAsync("--dataset", _folder.FullName);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("no judged query").And.Not.Contains("   at "));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Quickstart.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HF_HUB_OFFLINE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    private void Write(string name, params string[] lines)
    {
        string path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
    }
}
