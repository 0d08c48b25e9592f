using System.Net;
using System.Text.Json;
using SearchWeb.Searching;

namespace SearchWeb.Tests;

/// <summary>A collection of one's own: long passages, texts that would like to be more than text, no judgements.</summary>
public sealed class DatasetTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("rerankkit-searchweb-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task TheWindowThatWonIsTheOneWithTheAnswer()
    {
        string filler = string.Join(' ', Enumerable.Repeat("The committee met again in spring and talked about the budget of the garden.", 25));
        Write(("long", $"{filler} To change your password open the security page of your account. {filler}"), ("short", "Bread is baked in the morning."), ("other", filler));
        await using RunningApp app = await RunningApp.StartAsync(_folder);
        SearchAnswer answer = await app.GetAsync<SearchAnswer>("api/search?q=how+do+I+change+my+password&reranker=minilm");
        FoundDocument first = answer.Documents.Single(document => document.Final.Rank == 1);
        Assert.That(first.Id, Is.EqualTo("long"));
        Assert.That(first.Final.Window, Is.Not.Null);
        Assert.That(first.Final.Window!.Count, Is.GreaterThan(2));
        Assert.That(first.Text[first.Final.Window.Start..first.Final.Window.End], Does.Contain("change your password"));

        SearchAnswer again = await app.GetAsync<SearchAnswer>("api/search?q=how+do+I+change+my+password&reranker=minilm");
        FoundDocument cached = again.Documents.Single(document => document.Final.Rank == 1);
        Assert.That((cached.Final.Placement, cached.Final.Window), Is.EqualTo(("Cached", first.Final.Window)));

        Explaining.Explanation explanation = (await app.GetAsync<Explaining.Explanation[]>("api/explain?q=how+do+I+change+my+password&reranker=minilm&document=long")).Single();
        Assert.That(explanation.Highlights.OrderBy(one => one.Weight).Last(), Has.Property("Start").InRange(first.Final.Window.Start, first.Final.Window.End), "found in the window, counted in the whole text");
    }

    [Test]
    public async Task WithoutJudgementsThePageSearchesAndHasNothingToMeasure()
    {
        Write(("a", "cats sleep"), ("b", "dogs bark"), ("blank", " "));
        await using RunningApp app = await RunningApp.StartAsync(_folder);
        Assert.That((await app.GetAsync<SearchAnswer>("api/search?q=cats")).Documents[0].Id, Is.EqualTo("a"));
        Assert.That((await app.GetAsync<SearchAnswer>("api/search?q=%3F%21&reranker=lexical")).Documents, Is.Not.Empty, "no word at all, but a vector");
        (HttpStatusCode status, string detail) = await app.RefusedAsync("api/metrics");
        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(detail, Does.Contain("no judged queries"));
    }

    [Test]
    public async Task AStoreKeepsTheVectorsOverARestart()
    {
        Write(("a", "cats sleep on warm roofs"), ("b", "dogs bark at the moon"));
        string store = Path.Combine(_folder, "vectors.db");
        double?[][] cosines = new double?[2][];
        for (int start = 0; start < 2; start++)
        {
            await using RunningApp app = await RunningApp.StartAsync(_folder, store);
            SearchAnswer answer = await app.GetAsync<SearchAnswer>("api/search?q=sleeping+cats");
            cosines[start] = [.. answer.Documents.Select(document => document.Sources.Single(source => source.List == "vectors").Score)];
        }

        Assert.That(cosines[1], Is.Not.EqualTo(cosines[0]), "what was read has 8 bits");
        Assert.That(cosines[1][0], Is.EqualTo(cosines[0][0]).Within(0.02));
        Assert.That(cosines[1][1], Is.EqualTo(cosines[0][1]).Within(0.02));
    }

    private void Write(params (string Id, string Text)[] documents) =>
        File.WriteAllLines(Path.Combine(_folder, "corpus.jsonl"), documents.Select(document => JsonSerializer.Serialize(new { _id = document.Id, title = "", text = document.Text })));
}
