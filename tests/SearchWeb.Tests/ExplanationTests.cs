using SearchWeb.Explaining;
using SearchWeb.Searching;

namespace SearchWeb.Tests;

/// <summary>Explanations are of the scores that were given, and point into the text that is shown.</summary>
public sealed class ExplanationTests
{
    private const string Query = "rotate the signing key of webhooks";
    private RunningApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await RunningApp.BuiltInAsync();

    [Test]
    public async Task PartsOfTheEmbeddedScoreAddUpToIt()
    {
        (FoundDocument first, Explanation explanation) = await ExplainFirstAsync("&reranker=embedded&depth=30");
        Assert.That(explanation.Parts.Sum(part => part.Contribution), Is.EqualTo(first.Final.Score).Within(1e-9));
        Assert.That(explanation.Parts.Select(part => part.Name), Does.Contain("words").And.Contain("meaning"));
        Assert.That(Marked(first, explanation), Has.Some.EqualTo("key").IgnoreCase.Or.Some.EqualTo("webhook").IgnoreCase);
    }

    [Test]
    public async Task TokensOfMaxSimAddUpToTheScore()
    {
        (FoundDocument first, Explanation explanation) = await ExplainFirstAsync("&reranker=minilm&depth=5");
        Assert.That(explanation.Matches.Sum(match => match.Value), Is.EqualTo(first.Final.Score).Within(0.15), "the store keeps 8 bits");
        Assert.That(Marked(first, explanation), Is.Not.Empty);
    }

    [Test]
    public async Task WordsOfBm25AddUpToTheScore()
    {
        (FoundDocument first, Explanation explanation) = await ExplainFirstAsync("&reranker=lexical");
        Assert.That(explanation.Matches.Sum(match => match.Value), Is.EqualTo(first.Final.Score).Within(1e-9));
        Assert.That(Marked(first, explanation), Has.All.Matches<string>(word => Query.Contains(word, StringComparison.OrdinalIgnoreCase)).And.Not.Empty);
    }

    [Test]
    public async Task WhatWasNotRerankedHasNothingToExplain()
    {
        SearchAnswer answer = await _app.GetAsync<SearchAnswer>($"api/search?q={Query}&depth=5");
        Assert.That(await _app.GetAsync<Explanation[]>($"api/explain?q={Query}&depth=5&document={answer.Documents[5].Id}"), Is.Empty);
        Assert.That(await _app.GetAsync<Explanation[]>($"api/explain?q={Query}&reranker=none&document={answer.Documents[0].Id}"), Is.Empty);
    }

    private async Task<(FoundDocument First, Explanation Explanation)> ExplainFirstAsync(string settings)
    {
        SearchAnswer answer = await _app.GetAsync<SearchAnswer>($"api/search?q={Query}{settings}");
        FoundDocument first = answer.Documents.Single(document => document.Final.Rank == 1);
        return (first, (await _app.GetAsync<Explanation[]>($"api/explain?q={Query}{settings}&document={first.Id}")).Single());
    }

    private static string[] Marked(FoundDocument document, Explanation explanation) => [.. explanation.Highlights.Select(one => document.Text.Substring(one.Start, one.Length))];
}
