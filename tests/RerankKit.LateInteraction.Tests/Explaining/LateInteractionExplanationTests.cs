namespace RerankKit.LateInteraction.Tests;

public class LateInteractionExplanationTests
{
    private const string Query = "rotate signing keys";
    private const string Document = "Sign in first. To rotate the signing key, open the page.";

    [Test]
    public async Task EveryTokenOfTheQueryHasItsBestTokenOfTheDocument()
    {
        LateInteractionExplanation explanation = await new WordEncoder().ExplainAsync(Query, Document);

        Assert.That(explanation.Matches.Select(match => match.QueryToken.Text), Is.EqualTo(new[] { "rotate", "signing", "keys" }));
        Assert.That(explanation.Matches[0].DocumentToken, Is.EqualTo(new EncodedToken("rotate", 18, 6)));
        Assert.That(explanation.Matches[0].Similarity, Is.EqualTo(1).Within(1e-6));
        foreach (LateInteractionMatch match in explanation.Matches)
        {
            EncodedToken token = match.DocumentToken!.Value;
            Assert.That(Document.Substring(token.Start, token.Length), Is.EqualTo(token.Text));
            Assert.That(match.Similarity, Is.EqualTo(WordEncoder.Score(match.QueryToken.Text, Document)).Within(1e-12));
        }

        Assert.That(explanation.Score, Is.EqualTo(WordEncoder.Score(Query, Document)).Within(1e-12));
    }

    [Test]
    public async Task TheScoreIsTheRerankers([Values] MaxSimAggregation aggregation)
    {
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Aggregation = aggregation });
        LateInteractionExplanation explanation = await reranker.ExplainAsync(Query, Document);
        RerankResponse response = await reranker.RerankAsync(Query, [Document]);
        Assert.That(explanation.Score, Is.EqualTo(response.Results[0].Score).Within(1e-5));
    }

    [Test]
    public async Task TheEncoderIsAskedForTokensThatAreNotPooled()
    {
        var encoder = new WordEncoder();
        await encoder.ExplainAsync(Query, Document);
        Assert.That(encoder.Calls.Select(call => call.Role), Is.EqualTo(new[] { TextRole.Query, TextRole.Document }));
        Assert.That(encoder.Calls.Select(call => (call.Options!.IncludeTokens, call.Options.SkipPooling)), Is.All.EqualTo((true, true)));
    }

    [Test]
    public async Task OfEqualTokensTheFirstIsTheBest()
    {
        LateInteractionExplanation explanation = await new WordEncoder().ExplainAsync("key", "a key and a KEY");
        Assert.That(explanation.Matches.Single().DocumentToken!.Value.Start, Is.EqualTo(2));
    }

    [Test]
    public async Task HighlightsAreWeightedByWhatFoundThem()
    {
        LateInteractionExplanation explanation = await new WordEncoder().ExplainAsync("key key rotate", "rotate the key");
        Assert.That(explanation.Highlights.Select(span => (span.Start, span.Length)), Is.EqualTo(new[] { (0, 6), (11, 3) }));
        Assert.That(explanation.Highlights[0].Weight, Is.EqualTo(0.5).Within(1e-6));
        Assert.That(explanation.Highlights[1].Weight, Is.EqualTo(1));
    }

    [Test]
    public async Task TokensThatTouchOrOverlapAreOneHighlight()
    {
        LateInteractionExplanation explanation = await Tokens("abcdefgh", (0, 2), (2, 2), (3, 3), (7, 1), (0, 0)).ExplainAsync("q", "abcdefgh");
        Assert.That(explanation.Highlights.Select(span => (span.Start, span.Length)), Is.EqualTo(new[] { (0, 6), (7, 1) }));
        Assert.That(explanation.Highlights[0].Weight, Is.EqualTo(1));
        Assert.That(explanation.Highlights[1].Weight, Is.EqualTo(1 / 3.0).Within(1e-6));
    }

    [Test]
    public async Task SurrogatePairsAreNotSplit()
    {
        const string Text = "a🔑🔑b";
        LateInteractionExplanation explanation = await Tokens(Text, (0, 1), (2, 1), (5, 1)).ExplainAsync("q", Text);
        Assert.That(explanation.Highlights.Select(span => (span.Start, span.Length)), Is.EqualTo(new[] { (0, 3), (5, 1) }));
        Assert.That(explanation.Render(HighlightStyle.Brackets), Is.EqualTo("[a🔑]🔑[b]"));
    }

    [Test]
    public async Task WithoutTokensThereIsNoScore()
    {
        LateInteractionExplanation empty = await new WordEncoder().ExplainAsync(Query, "...");
        Assert.That(empty.Score, Is.Null);
        Assert.That(empty.Matches.Select(match => match.DocumentToken), Is.All.Null);
        Assert.That(empty.Highlights, Is.Empty);
        Assert.That(empty.Render(HighlightStyle.Html), Is.EqualTo("..."));

        LateInteractionExplanation nothing = await new WordEncoder().ExplainAsync("?", Document);
        Assert.That((nothing.Score, nothing.Matches.Count, nothing.Highlights.Count), Is.EqualTo(((double?)null, 0, 0)));
    }

    [Test]
    public async Task HtmlIsEncoded()
    {
        const string Text = "<script>key</script> & \"key\" 🔑";
        var explanation = await new WordEncoder(call => [.. call.Texts.Select(text => Encode(text, call.Role))]).ExplainAsync("key", Text);
        Assert.That(
            explanation.Render(HighlightStyle.Html),
            Is.EqualTo("&lt;script&gt;<mark>key</mark>&lt;/script&gt; &amp; &quot;key&quot; &#128273;"));

        static TokenVectors Encode(string text, TextRole role) => new(WordEncoder.Vector("key"), WordEncoder.Dimension)
        {
            Tokens = [role == TextRole.Query ? new("key", 0, 3) : new("key", text.IndexOf("key", StringComparison.Ordinal), 3)],
        };
    }

    [Test]
    public async Task ADocumentDoesNotSteerTheTerminal()
    {
        LateInteractionExplanation explanation = await new WordEncoder().ExplainAsync("key", "key \e[31m\u009b31m\r\nend");
        Assert.That(explanation.Render(HighlightStyle.Terminal, 1), Is.EqualTo("\e[1;4mkey\e[0m [31m31m\nend"));
    }

    [Test]
    public async Task WeakHighlightsCanBeLeftOut()
    {
        LateInteractionExplanation explanation = await new WordEncoder().ExplainAsync("key key rotate", "rotate the key");
        Assert.That(explanation.Render(HighlightStyle.Brackets), Is.EqualTo("[rotate] the [key]"));
        Assert.That(explanation.Render(HighlightStyle.Brackets, 0.75), Is.EqualTo("rotate the [key]"));
        Assert.That(() => explanation.Render(HighlightStyle.Brackets, 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => explanation.Render(HighlightStyle.Brackets, double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => explanation.Render((HighlightStyle)9), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(-1, 1)]
    [TestCase(0, -1)]
    [TestCase(2, 2)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void RangesOutsideOfTheTextAreTheEncodersFailure(int start, int length)
    {
        Assert.That(
            async () => await Tokens("abc", (start, length)).ExplainAsync("q", "abc"),
            Throws.InvalidOperationException.With.Message.Contains("the text has 3"));
    }

    [Test]
    public void AnEncoderThatNamesNoTokensCannotExplain()
    {
        var encoder = new WordEncoder(call => [.. call.Texts.Select(text => WordEncoder.Encode(text))]);
        Assert.That(
            async () => await encoder.ExplainAsync(Query, Document),
            Throws.InvalidOperationException.With.Message.Contains("'words-16' named 0 tokens for 3 vectors"));
    }

    [Test]
    public void AnAnswerThatIsNoneIsTheEncodersFailure()
    {
        Assert.That(async () => await new WordEncoder(_ => []).ExplainAsync(Query, Document), Throws.InvalidOperationException);
        var mixed = new WordEncoder(call => [call.Role == TextRole.Query ? WordEncoder.Encode("q", new() { IncludeTokens = true }) : new(new float[4], 4) { Tokens = [default] }]);
        Assert.That(async () => await mixed.ExplainAsync(Query, Document), Throws.InvalidOperationException.With.Message.Contains("dimension 16 for the query and 4"));
        var notFinite = new WordEncoder(_ => [new(new[] { float.NaN }, 1) { Tokens = [default] }]);
        Assert.That(async () => await notFinite.ExplainAsync(Query, Document), Throws.InvalidOperationException.With.Message.Contains("not finite"));
    }

    [Test]
    public void ABlankQueryOrNoDocumentIsRefused()
    {
        using var reranker = new LateInteractionReranker(new WordEncoder());
        Assert.That(() => reranker.ExplainAsync(" ", Document), Throws.ArgumentException);
        Assert.That(() => reranker.ExplainAsync(Query, null!), Throws.ArgumentNullException);
        Assert.That(() => new WordEncoder().ExplainAsync("", Document), Throws.ArgumentException);
        Assert.That(() => new WordEncoder().ExplainAsync(Query, null!), Throws.ArgumentNullException);
    }

    // The document's tokens are each found by one token of the query, with similarity 1.
    private static WordEncoder Tokens(string text, params (int Start, int Length)[] ranges) => new(call =>
    {
        int dimension = ranges.Length;
        float[] identity = new float[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            identity[(i * dimension) + i] = 1;
        }

        return
        [
            new(identity, dimension)
            {
                Tokens = call.Role == TextRole.Query
                    ? [.. ranges.Select(_ => new EncodedToken("q", 0, 1))]
                    : [.. ranges.Select(range => new EncodedToken(text, range.Start, range.Length))],
            },
        ];
    });
}
