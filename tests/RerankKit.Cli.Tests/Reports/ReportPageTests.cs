using System.Globalization;
using PuppeteerSharp;
using PuppeteerSharp.Media;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Reports;

/// <summary>The page of a report in a real browser: charts, tables, texts that would like to be more than text.</summary>
/// <remarks>RERANKKIT_SCREENSHOTS=folder keeps what the browser drew.</remarks>
[NonParallelizable]
public sealed class ReportPageTests : FileTests
{
    private const string Hostile = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> & \"quoted\" ${x} \\u003c";
    private const int PrintedWidth = 688;
    private readonly List<string> _complaints = [];
    private IBrowser? _browser;
    private IPage _page = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        string[] words = ["wing", "lift", "drag", "shock", "heat", "flow", "boundary", "layer", "plate", "speed"];
        Files.Write("data/corpus.jsonl", [.. Enumerable.Range(0, 60).Select(i => System.Text.Json.JsonSerializer.Serialize(new { _id = $"d{i}", text = i == 7 ? $"{words[7]} {Hostile}" : $"{words[i % 10]} {words[i / 10]} {words[(i + (i / 10)) % 10]} document {i}" }))]);
        Files.Write("data/queries.jsonl", [.. Enumerable.Range(0, 20).Select(i => System.Text.Json.JsonSerializer.Serialize(new { _id = $"q{i}", text = i == 7 ? $"{words[7]} {Hostile}" : $"{words[i % 10]} {words[(i * 3) % 10]}" }))]);
        Files.Write("data/qrels.tsv", ["query-id\tcorpus-id\tscore", .. Enumerable.Range(0, 20).Select(i => $"q{i}\td{i}\t1"), .. Enumerable.Range(0, 20).Select(i => $"q{i}\td{(i + 10) % 60}\t2")]);
        Files.WriteRun("first.run", [.. Enumerable.Range(0, 20).Select(i => $"q{i}: {string.Join(' ', Enumerable.Range(0, 30).Select(k => $"d{(i + (k * 7)) % 60}={60 - k}"))}")]);
        Files.WriteRun("second.run", [.. Enumerable.Range(0, 20).Select(i => $"q{i}: {string.Join(' ', Enumerable.Range(0, 30).Select(k => $"d{(i + 10 + (k * 11)) % 60}={30 - k}"))}")]);
        (await ToolRun.Of(
            "sweep", "--dataset", Files["data"], "--run", Files["first.run"], Files["second.run"], "--reranker", "lexical,corpus-statistics", "embedded", "--depths", "5,10,20,30", "--machine-price", "0.5",
            "--output", Files["results.jsonl"])).Succeeded();
        (await ToolRun.Of("report", Files["results.jsonl"], "--output", Files["report.html"], Files["report.md"], Files["queries.csv"])).Succeeded();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }
    }

    [Test]
    public async Task ThePageIsWholeByItselfInEveryLight()
    {
        await OpenAsync();
        int charts = await _page.EvaluateExpressionAsync<int>("document.querySelectorAll('canvas').length");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(charts, Is.GreaterThanOrEqualTo(8));
            Assert.That(await _page.EvaluateExpressionAsync<string>("document.documentElement.dataset.drawn"), Is.EqualTo(charts.ToString(CultureInfo.InvariantCulture)));
            Assert.That(await _page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('canvas')].filter(c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size < 8).length"), Is.Zero, "every chart has something drawn");
            Assert.That(await _page.EvaluateExpressionAsync<int>("performance.getEntriesByType('resource').length"), Is.Zero, "nothing is loaded");
            Assert.That(await _page.GetTitleAsync(), Is.EqualTo("Rerankers on data"), "no text became a script");
            Assert.That(await _page.EvaluateExpressionAsync<string>("document.body.innerText"), Does.Contain(SweepReport.Read(Files["results.jsonl"]).Sentences[0]).And.Contain("rerankkit sweep --dataset"));
        }

        await KeepAsync("light", 1200);
        await _page.EmulateMediaFeaturesAsync([new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = "dark" }]);
        Assert.That(await _page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor"), Is.EqualTo("rgb(13, 13, 13)"));
        await KeepAsync("dark", 1200);
        await _page.SetViewportAsync(new() { Width = 390, Height = 844 });
        // Charts follow the new width when they are told of it; nothing stays wider than a phone.
        await _page.WaitForExpressionAsync("document.documentElement.scrollWidth <= 390");
        await KeepAsync("phone", 390);
        Assert.That(_complaints, Is.Empty);
    }

    [Test]
    public async Task PrintedItIsLightAndWholeAndHasNoSwitches()
    {
        await OpenAsync();
        await EmulateDarkAsync("screen");
        Assert.That(await _page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor"), Is.EqualTo("rgb(13, 13, 13)"));

        // As wide as A4 between its margins: what is wider is cut off on paper.
        await EmulateDarkAsync("print");
        await _page.SetViewportAsync(new() { Width = PrintedWidth, Height = 1000 });
        await _page.EvaluateExpressionAsync("dispatchEvent(new Event('beforeprint'))");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), Is.EqualTo(PrintedWidth));
            Assert.That(await _page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('.scroll')].filter(each => each.scrollWidth > each.clientWidth).length"), Is.Zero, "a table on paper cannot be scrolled");
            Assert.That(await _page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('canvas')].filter(each => each.getBoundingClientRect().right > each.closest('figure').getBoundingClientRect().right || each.getBoundingClientRect().bottom > each.closest('figure').getBoundingClientRect().bottom).length"), Is.Zero, "charts stay in their frames");
            Assert.That(await _page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor"), Is.EqualTo("rgb(255, 255, 255)"));
            Assert.That(await _page.EvaluateExpressionAsync<string>("document.body.innerText"), Does.Contain("Queries that changed most").And.Not.Contains("Open a query"));
            Assert.That(await _page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('input, select, th button')].filter(each => each.getClientRects().length > 0).length"), Is.Zero, "and the head of a table is repeated only where no button is in it");
            Assert.That(await _page.EvaluateExpressionAsync<double>("Math.max(...[...document.querySelectorAll('p, figcaption, td, li')].map(each => parseFloat(getComputedStyle(each).fontSize)))"), Is.LessThan(12), "texts and notes are of one size");
        }

        await KeepAsync("print", PrintedWidth);
        await _page.EvaluateExpressionAsync("dispatchEvent(new Event('afterprint'))");
        await EmulateDarkAsync("screen");
        Assert.That(await _page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor"), Is.EqualTo("rgb(13, 13, 13)"));
        byte[] print = await _page.PdfDataAsync(new() { Format = PaperFormat.A4, PrintBackground = true });
        Assert.That(print, Has.Length.GreaterThan(20_000));
        if (Environment.GetEnvironmentVariable("RERANKKIT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "print.pdf"), print);
        }

        Assert.That(_complaints, Is.Empty);
    }

    [Test]
    public async Task TheQueriesCanBeSortedFilteredAndOpened()
    {
        await OpenAsync();
        int all = await RowsAsync();
        await _page.ClickAsync("#queries th:nth-child(5) button");
        double[] descending = await ChangesAsync();
        await _page.ClickAsync("#queries th:nth-child(5) button");
        double[] ascending = await ChangesAsync();
        await _page.SelectAsync("#direction", "hurt");
        int hurt = await RowsAsync();
        await _page.SelectAsync("#direction", "");
        await _page.TypeAsync("#search", "document.title");
        int hostile = await RowsAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(descending, Is.Ordered.Descending);
            Assert.That(ascending, Is.Ordered.Ascending);
            Assert.That(hurt, Is.EqualTo(ascending.Count(change => change < 0)).And.LessThan(all));
            Assert.That(hostile, Is.InRange(1, all - 1), "the passage is found by its words");
            Assert.That(await _page.EvaluateExpressionAsync<string>("document.getElementById('shown').textContent"), Is.EqualTo($"{hostile} of {all}"));
        }

        await _page.EvaluateExpressionAsync("document.querySelectorAll('#queries details').forEach(details => details.open = true)");
        Assert.That(await _page.EvaluateExpressionAsync<string>("document.querySelector('#queries').innerText"), Does.Contain(Hostile));
        Assert.That(await _page.GetTitleAsync(), Is.EqualTo("Rerankers on data"));
        await KeepAsync("queries", 1200);
        Assert.That(_complaints, Is.Empty);
    }

    [Test]
    public async Task MarkdownAndCsvSayTheSame()
    {
        SweepReport report = SweepReport.Read(Files["results.jsonl"]);
        string markdown = await File.ReadAllTextAsync(Files["report.md"]);
        string[] lines = (await File.ReadAllTextAsync(Files["queries.csv"])).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Length.EqualTo(1 + (report.Rows.Count * report.QueryCount)));
            foreach (IGrouping<string, double> row in lines.Skip(1).Select(line => line.Replace("\"lexical,corpus-statistics\"", "lexical", StringComparison.Ordinal).Split(',')).GroupBy(cells => $"{cells[1]} {cells[2]} {cells[3]}", cells => double.Parse(cells[5], CultureInfo.InvariantCulture)))
            {
                string[] key = row.Key.Split(' ');
                SweepRow expected = report[key[0], key[1] == "lexical" ? "lexical,corpus-statistics" : key[1], int.Parse(key[2], CultureInfo.InvariantCulture)];
                Assert.That(row.Average(), Is.EqualTo(expected.Metrics["ndcg@10"]).Within(1e-12));
                Assert.That(markdown, Does.Contain(expected.Metrics["ndcg@10"].ToString("0.0000", CultureInfo.InvariantCulture)));
            }

            Assert.That(markdown, Does.Not.Contain("<script").And.Not.Contain("<img"));
        }
    }

    [Test]
    public async Task WhatIsNoSweepIsSaidWithFileAndLine()
    {
        string[] lines = await File.ReadAllLinesAsync(Files["results.jsonl"]);
        Files.Write("cut.jsonl", lines[..^1]);
        (await Report("cut.jsonl")).Refused("cut.jsonl(", "The results end before their end");
        Files.Write("broken.jsonl", [.. lines[..3], "{\"type\":"]);
        (await Report("broken.jsonl")).Refused("broken.jsonl(4): This is not a line of a sweep's results");
        (await Report("first.run")).Refused("first.run(1)");
        (await ToolRun.Of("report", Files["results.jsonl"], "--output", Files["report.doc"])).Refused("report.doc", ".html, .md or .csv");
    }

    private async Task OpenAsync()
    {
        _browser = await Chromium.LaunchAsync(Files["profile"]);
        _page = await _browser.NewPageAsync();
        _page.Console += (_, e) => _complaints.Add(e.Message.Text);
        _page.PageError += (_, e) => _complaints.Add(e.Message);
        _page.RequestFailed += (_, e) => _complaints.Add(e.Request.Url);
        await _page.GoToAsync(new Uri(Files["report.html"]).AbsoluteUri);
    }

    // Medium and light together: of Puppeteer's two methods each takes back what the other one said.
    private async Task EmulateDarkAsync(string media) =>
        await _page.Client.SendAsync("Emulation.setEmulatedMedia", new { media, features = new[] { new { name = "prefers-color-scheme", value = "dark" } } });

    private Task<ToolRun> Report(string name) => ToolRun.Of("report", Files[name], "--output", Files["other.html"]);

    private Task<int> RowsAsync() => _page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('#queries tbody tr')].filter(row => !row.hidden).length");

    private Task<double[]> ChangesAsync() => _page.EvaluateExpressionAsync<double[]>("[...document.querySelectorAll('#queries tbody tr')].map(row => Number(row.dataset.change))");

    private async Task KeepAsync(string name, int width)
    {
        if (Environment.GetEnvironmentVariable("RERANKKIT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await _page.SetViewportAsync(new() { Width = width, Height = 900 });
            await _page.ScreenshotAsync(Path.Combine(folder, $"{name}.png"), new() { FullPage = true });
        }
    }
}
