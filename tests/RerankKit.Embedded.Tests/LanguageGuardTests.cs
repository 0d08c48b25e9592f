namespace RerankKit.Embedded.Tests;

public class LanguageGuardTests
{
    private static readonly string[] German =
    [
        "Der Arzt richtet den gebrochenen Knochen und legt für einige Wochen einen Gipsverband an.",
        "Die Bäckerei verkauft jeden Morgen frische Brötchen und Kuchen aus eigener Herstellung.",
        "Wer einen Knochenbruch vermutet, soll die Stelle ruhig halten und rasch ärztliche Hilfe suchen.",
    ];

    private static readonly string[] Spanish =
    [
        "El médico coloca el hueso roto y pone una escayola durante varias semanas.",
        "La panadería vende todas las mañanas pan y pasteles de elaboración propia.",
        "Quien sospeche una fractura debe inmovilizar la zona y buscar ayuda médica cuanto antes.",
    ];

    private static readonly string[] Russian =
    [
        "Врач вправляет сломанную кость и накладывает гипс на несколько недель.",
        "Пекарня каждое утро продаёт свежий хлеб и пироги.",
        "При подозрении на перелом нужно обездвижить место и обратиться к врачу.",
    ];

    private static IEnumerable<TestCaseData> Languages()
    {
        yield return new TestCaseData("wie behandelt man einen Knochenbruch", German).SetArgDisplayNames("German");
        yield return new TestCaseData("cómo se trata un hueso roto", Spanish).SetArgDisplayNames("Spanish");
        yield return new TestCaseData("как лечат перелом кости", Russian).SetArgDisplayNames("Russian");
    }

    [TestCaseSource(nameof(Languages))]
    public async Task AnotherLanguageKeepsTheFirstStagesOrder(string query, string[] texts)
    {
        using var reranker = new EmbeddedReranker();
        RerankCandidate[] candidates = [.. texts.Select((text, i) => new RerankCandidate(text) { Score = i })];
        RerankResponse response = await reranker.RerankAsync(query, candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("first-stage"));
        Assert.That(response.Stages[0].Reason, Does.Contain("the first stage's order stands"));
    }

    [TestCaseSource(nameof(Languages))]
    public async Task WithoutFirstStageScoresBm25Ranks(string query, string[] texts)
    {
        using var reranker = new EmbeddedReranker();
        using var lexical = new LexicalReranker();
        RerankCandidate[] candidates = [.. texts.Select(text => new RerankCandidate(text))];
        RerankResponse response = await reranker.RerankAsync(query, candidates);
        RerankResponse expected = await lexical.RerankAsync(query, candidates);
        Assert.That(response.Results, Is.EqualTo(expected.Results));
        Assert.That(response.Stages.Select(stage => stage.Decision), Is.EqualTo(new[] { "lexical", "scored" }));
    }

    [Test]
    public async Task AQueryInAnotherScriptIsLeftToTheFirstStage()
    {
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync("как лечат перелом кости", Passages.Scored);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("first-stage"));
    }

    [Test]
    public async Task AQueryWithoutAKnownWordIsLeftToTheFirstStage()
    {
        using var reranker = new EmbeddedReranker(new() { GuardLanguage = false });
        RerankResponse response = await reranker.RerankAsync("?!", Passages.Scored);
        Assert.That(response.Stages[0].Reason, Does.StartWith("the query has no word that the table knows"));
    }

    [Test]
    public async Task ShortEnglishTitlesWithoutFunctionWordsAreScored()
    {
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync("warm jacket", [new("red cotton shirt") { Score = 3 }, new("winter coat") { Score = 2 }, new("garden chair") { Score = 1 }]);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("scored"));
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
    }

    [Test]
    public async Task WithoutTheGuardEverythingIsScored()
    {
        using var reranker = new EmbeddedReranker(new() { GuardLanguage = false });
        RerankResponse response = await reranker.RerankAsync("wie behandelt man einen Knochenbruch", [.. German.Select(text => new RerankCandidate(text))]);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("scored"));
    }
}
