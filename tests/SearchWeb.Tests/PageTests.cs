using System.Globalization;
using System.Text.Json;
using Deque.AxeCore.Commons;
using PuppeteerSharp;
using SearchWeb.Searching;

namespace SearchWeb.Tests;

/// <summary>The page in a real browser. RERANKKIT_SCREENSHOTS=folder keeps what the browser drew.</summary>
[NonParallelizable]
public sealed class PageTests
{
    private const string Query = "do backups of our own server contain the encryption keys?";
    private static readonly string Searched = $"?q={Uri.EscapeDataString(Query)}";
    private readonly List<string> _complaints = [];
    private RunningApp _app = null!;
    private readonly string _profile = Directory.CreateTempSubdirectory("rerankkit-searchweb-browser-").FullName;
    private IBrowser? _browser;
    private IPage? _opened;

    private IPage Page => _opened!;

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        Directory.Delete(_profile, recursive: true);
    }

    [SetUp]
    public async Task OpenAsync()
    {
        _browser ??= await Chromium.LaunchAsync(_profile);
        _app = await RunningApp.BuiltInAsync();
        _complaints.Clear();
        _opened = await _browser.NewPageAsync();
        Page.Console += (_, e) => _complaints.Add(e.Message.Text);
        Page.PageError += (_, e) => _complaints.Add(e.Message);
        Page.Request += (_, e) => _complaints.AddRange(new Uri(e.Request.Url) is { Scheme: "http", Authority: var host } && host != _app.Address.Authority ? [e.Request.Url] : []);
        await Page.EmulateMediaFeaturesAsync([Feature(MediaFeature.PrefersReducedMotion, "reduce")]);
        await Page.SetViewportAsync(new() { Width = 1280, Height = 900 });
    }

    [TearDown]
    public async Task CloseAsync()
    {
        if (_opened is null)
        {
            return;
        }

        await _opened.CloseAsync();
        Assert.That(_complaints, Is.Empty, "the browser complains of nothing, and asks nobody else");
    }

    [Test]
    public async Task BothListsStandSideBySideInTheOrderOfTheServer()
    {
        await GoAsync(Searched);
        SearchAnswer answer = await _app.GetAsync<SearchAnswer>($"api/search{Searched}");
        string[] first = [.. answer.Documents.Take(10).Select(document => document.Id)];
        string[] final = [.. answer.Documents.OrderBy(document => document.Final.Rank).Take(10).Select(document => document.Id)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await IdsAsync("#first"), Is.EqualTo(first));
            Assert.That(await IdsAsync("#final"), Is.EqualTo(final));
            Assert.That(await IdsAsync("#lines", "path"), Is.EqualTo(final), "one line for each passage");
            Assert.That(await TextAsync("#final .card:first-child .move"), Does.Match(@"(up|not moved)"));
            Assert.That(await TextAsync("#stages"), Does.Contain("bm25").And.Contain("vectors").And.Contain("fusion").And.Contain("cache"));
            Assert.That(await Page.GetTitleAsync(), Does.StartWith(Query));
        }

        await Page.WaitForSelectorAsync("#final .card:first-child mark");
        await Page.ClickAsync("#more");
        Assert.That(await IdsAsync("#final"), Has.Length.EqualTo(answer.Documents.Count));
    }

    [Test]
    public async Task ASwitchChangesTheAddressAndTheResultAndBackRestoresBoth()
    {
        await GoAsync(Searched);
        string[] reranked = await IdsAsync("#final");
        await Page.SelectAsync("#reranker", "none");
        await AnsweredAsync("no reranker");
        Assert.That(await Page.EvaluateExpressionAsync<string>("location.search"), Does.EndWith("&reranker=none"));
        Assert.That(await IdsAsync("#final"), Is.EqualTo(await IdsAsync("#first")).And.Not.EqualTo(reranked));

        await Page.GoBackAsync();
        await AnsweredAsync("minilm reranker");
        Assert.That(await IdsAsync("#final"), Is.EqualTo(reranked));
        Assert.That(await ValueAsync("#reranker"), Is.EqualTo("minilm"));
        await Page.GoForwardAsync();
        await AnsweredAsync("no reranker");
    }

    [Test]
    public async Task AnAddressIsAllThatIsNeededToShareASearch()
    {
        await GoAsync(Searched + "&reranker=lexical&depth=4&blend=0.5&budget=900");
        await AnsweredAsync("lexical reranker");
        Assert.That(
            new[] { await ValueAsync("#q"), await ValueAsync("#reranker"), await ValueAsync("#depth"), await ValueAsync("#blend"), await ValueAsync("#budget"), await ValueAsync("#gate") },
            Is.EqualTo(new[] { Query, "lexical", "4", "0.5", "900", "" }));
        Assert.That(await TextAsync("#final .card:nth-child(5) .placement"), Is.EqualTo("capped"));

        await Page.GoToAsync(_app.Address + "?q=a&depth=many");
        await Page.WaitForSelectorAsync("#error:not([hidden])");
        Assert.That(await TextAsync("#error"), Does.Contain("depth is 'many'; allowed is a whole number from 1 to 100."));
        _complaints.RemoveAll(complaint => complaint.Contains("400 (Bad Request)", StringComparison.Ordinal));
    }

    [Test]
    public async Task TheKeyboardAloneSearchesSwitchesAndAsksWhy()
    {
        await GoAsync("");
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("webhook delivery tried again");
        await Page.Keyboard.PressAsync("Enter");
        await AnsweredAsync("minilm reranker");
        List<string> order = [];
        string focus = "";
        while (focus != "summary:Why here" && order.Count < 60)
        {
            await Page.Keyboard.PressAsync("Tab");
            focus = await Page.EvaluateExpressionAsync<string>("document.activeElement.id || document.activeElement.localName + ':' + document.activeElement.firstChild?.textContent");
            order.Add(focus);
            if (focus == "depth")
            {
                await Page.Keyboard.TypeAsync("3");
                await Page.Keyboard.PressAsync("Enter");
                await Page.WaitForExpressionAsync("document.querySelector('#final .card:nth-child(4) .placement')?.textContent === 'capped'");
            }
        }

        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForSelectorAsync("#final .card:first-child .explanation td");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(order.Where(id => id is "reranker" or "depth" or "blend" or "budget" or "gate"), Is.EqualTo(new[] { "reranker", "depth", "blend", "budget", "gate" }));
            Assert.That(await TextAsync("#final .card:first-child .why"), Is.EqualTo("Scored by the minilm reranker in an earlier call; the cache kept the score."));
            Assert.That(await Page.EvaluateExpressionAsync<int>("document.querySelectorAll('#lists .card.linked').length"), Is.GreaterThanOrEqualTo(1), "what has the focus is marked in both lists");
            Assert.That(await TextAsync("#status"), Does.Contain("passages in"), "a live region says what came out");
        }
    }

    [Test]
    public async Task MetricsOfTheCollectionFollowTheSettings()
    {
        await GoAsync("");
        await MeasuredAsync();
        string status = await TextAsync("#metrics-status");
        Assert.That(status, Does.Match(@"nDCG@10 \+0\.\d{4} over 30 queries"));
        Assert.That(await Page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('canvas')].filter(c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size < 8).length"), Is.Zero, "every chart has something drawn");
        await Page.SelectAsync("#reranker", "none");
        await Page.WaitForExpressionAsync("document.getElementById('metrics-status').textContent.includes('first stage alone')");
        Assert.That(await Page.EvaluateExpressionAsync<int>("document.querySelectorAll('#values tbody tr').length"), Is.EqualTo(3));
    }

    [TestCase("light", 1280)]
    [TestCase("dark", 1280)]
    [TestCase("light", 390)]
    [TestCase("dark", 1920)]
    public async Task AxeFindsNothingSeriousAndNothingIsCutOff(string light, int width)
    {
        await Page.EmulateMediaFeaturesAsync([Feature(MediaFeature.PrefersColorScheme, light), Feature(MediaFeature.PrefersReducedMotion, "reduce")]);
        await Page.SetViewportAsync(new() { Width = width, Height = 900 });
        await GoAsync(Searched + "&depth=20");
        await MeasuredAsync();
        await Page.EvaluateExpressionAsync("document.querySelector('#final summary').click()");
        await Page.WaitForSelectorAsync("#final .card:first-child .explanation td");
        await Page.EvaluateExpressionAsync("document.getElementById('examples').open = true");
        await Page.WaitForExpressionAsync($"document.documentElement.scrollWidth <= {width.ToString(CultureInfo.InvariantCulture)}");
        await KeepAsync($"searchweb-{light}-{width}");
        await Page.EvaluateExpressionAsync(new BundledAxeScriptProvider().GetScript());
        using var found = JsonDocument.Parse(await Page.EvaluateExpressionAsync<string>("axe.run().then(result => JSON.stringify(result.violations.map(one => ({ id: one.id, impact: one.impact, nodes: one.nodes.map(node => node.html) }))))"));
        Assert.That(found.RootElement.EnumerateArray().Where(one => one.GetProperty("impact").GetString() is "serious" or "critical").Select(one => one.ToString()), Is.Empty);
        await TestContext.Out.WriteLineAsync(found.RootElement.ToString());
    }

    [Test]
    public async Task TextsThatWouldLikeToBeMoreStayTexts()
    {
        const string hostile = "</script><img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script> the garden of the house is closed in winter";
        string folder = Directory.CreateTempSubdirectory("rerankkit-searchweb-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "corpus.jsonl"), JsonSerializer.Serialize(new { _id = hostile, title = hostile, text = hostile }) + "\n" + JsonSerializer.Serialize(new { _id = "b", text = "There is a garden behind the house, and it is open in summer." }) + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "queries.jsonl"), JsonSerializer.Serialize(new { _id = "q", text = hostile }) + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "qrels.tsv"), $"query-id\tcorpus-id\tscore\nq\tb\t1\n");
        await using (RunningApp app = await RunningApp.StartAsync(folder))
        {
            RunningApp shared = _app;
            _app = app;
            await GoAsync($"?q={Uri.EscapeDataString(hostile)}");
            await Page.WaitForSelectorAsync("#final mark");
            Assert.That(await Page.GetTitleAsync(), Does.StartWith("</script>"));
            Assert.That(await TextAsync("#final"), Does.Contain(hostile));
            Assert.That(await TextAsync("#examples"), Does.Contain(hostile));
            Assert.That(await Page.EvaluateExpressionAsync<int>("document.querySelectorAll('main img, main script').length"), Is.Zero);
            _app = shared;
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task GoAsync(string search)
    {
        await Page.GoToAsync(_app.Address + search);
        await Page.WaitForSelectorAsync("html[data-ready]");
    }

    private async Task AnsweredAsync(string kind) => await Page.WaitForExpressionAsync($"document.getElementById('final-kind').textContent.startsWith({JsonSerializer.Serialize(kind)}) && !document.querySelector('#results[aria-busy]')");

    private async Task MeasuredAsync() => await Page.WaitForSelectorAsync("#metrics[data-drawn]");

    private Task<string[]> IdsAsync(string list, string items = "li") => Page.EvaluateExpressionAsync<string[]>($"[...document.querySelectorAll('{list} > {items}')].map(each => each.dataset.id)");

    private Task<string> TextAsync(string selector) => Page.EvaluateExpressionAsync<string>($"document.querySelector({JsonSerializer.Serialize(selector)}).textContent");

    private Task<string> ValueAsync(string selector) => Page.EvaluateExpressionAsync<string>($"document.querySelector('{selector}').value");

    private async Task KeepAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("RERANKKIT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(Path.Combine(folder, $"{name}.png"), new() { FullPage = true });
        }
    }

    private static MediaFeatureValue Feature(MediaFeature feature, string value) => new() { MediaFeature = feature, Value = value };
}
