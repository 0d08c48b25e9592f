using System.Text.Json;

namespace RerankKit.Remote.Tests.LateInteraction;

public class TextEmbeddingsInferenceEncoderTests
{
    [Test]
    public async Task EveryTokenGetsAVectorOfLengthOne()
    {
        var server = new FakeServer("[[[3,4],[0,-2]],[[0,0],[1e0,0.0],[-5,12]]]");
        using TextEmbeddingsInferenceEncoder encoder = Encoder(server, options => (options.DocumentPrefix, options.ApiKey) = ("doc: ", "key"));
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(["a", "b \"c\""], TextRole.Document);
        Assert.That(vectors[0].Values.ToArray(), Is.EqualTo(new[] { 0.6f, 0.8f, 0, -1 }).Within(1e-6f));
        Assert.That(vectors[1].Values.ToArray(), Is.EqualTo(new[] { 0, 0, 1, 0, -5 / 13f, 12 / 13f }).Within(1e-6f));
        Assert.That(vectors.Select(item => (item.Count, item.Dimension, item.TokenCount)), Is.EqualTo(new[] { (2, 2, (int?)2), (3, 2, 3) }));
        SentRequest request = server.Requests.Single();
        Assert.That(request.Uri.AbsoluteUri, Is.EqualTo("http://tei:8080/embed_all"));
        Assert.That(request.Header("Authorization"), Is.EqualTo("Bearer key"));
        Assert.That(request.Body, Is.EqualTo("""{"inputs":["doc: a","doc: b \"c\""],"truncate":true}"""));
    }

    [Test]
    public async Task VectorsMayStayAsTheyAre()
    {
        using TextEmbeddingsInferenceEncoder encoder = Encoder(new FakeServer("[[[3,4]]]"), options => options.Normalize = false);
        Assert.That((await encoder.EncodeAsync(["q"], TextRole.Query))[0].Values.ToArray(), Is.EqualTo(new[] { 3f, 4f }));
        Assert.That(encoder.GetService<MultiVectorEncoderMetadata>()!.IsNormalized, Is.False);
    }

    [Test]
    public async Task ManyTextsGoInSeveralRequestsAndKeepTheirOrderAndBlankOnesAreNotSent()
    {
        // Each text is a number; its vector points to it.
        var server = new FakeServer(request =>
        {
            using var body = JsonDocument.Parse(request.Body);
            return FakeServer.Json("[" + string.Join(',', body.RootElement.GetProperty("inputs").EnumerateArray().Select(text => $"[[{text.GetString()},1]]")) + "]");
        });
        using TextEmbeddingsInferenceEncoder encoder = Encoder(server, options => (options.MaxTextsPerRequest, options.Normalize) = (3, false));
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(["0", "1", "", "3", "4", " ", "6", "7", "8"], TextRole.Document);
        Assert.That(vectors.Select(item => item.Count == 0 ? -1 : item[0][0]), Is.EqualTo(new[] { 0f, 1, -1, 3, 4, -1, 6, 7, 8 }));
        Assert.That(server.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task NoTextsNeedNoRequest()
    {
        var server = new FakeServer("");
        using TextEmbeddingsInferenceEncoder encoder = Encoder(server);
        Assert.That(await encoder.EncodeAsync([], TextRole.Query), Is.Empty);
        Assert.That((await encoder.EncodeAsync([""], TextRole.Query))[0].Count, Is.Zero);
        Assert.That(server.Requests, Is.Empty);
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("[[[1,2]],[[1,2]],[[1,2]]]")]
    [TestCase("[[[1,2]],[[1]]]")]
    [TestCase("[[[1,2]],[[1,2,3]]]")]
    [TestCase("[[[1,2]],[[1,1e999]]]")]
    [TestCase("[[[1,2]],[[1,\"secret text\"]]]")]
    [TestCase("[[[1,2]],[[1,null]]]")]
    [TestCase("[[[1,2]],[1,2]]")]
    [TestCase("[[[1,2]],17]")]
    [TestCase("[[[1,2]],[[1,2]]")]
    [TestCase("[[[1,2]],[[1,2]]]x")]
    public void AnAnswerThatDoesNotFitIsATypedError(string answer)
    {
        using TextEmbeddingsInferenceEncoder encoder = Encoder(new FakeServer(answer));
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => encoder.EncodeAsync(["secret text", "b"], TextRole.Document));
        Assert.That(error!.Error, Is.EqualTo(RerankProviderError.InvalidResponse));
        Assert.That(error.ToString(), Does.Not.Contain("secret text"));
    }

    [Test]
    public async Task ABusyServerIsAskedAgainAndErrorsAreTyped()
    {
        int sent = 0;
        var server = new FakeServer(_ => ++sent switch
        {
            1 => FakeServer.Error(429, """{"error":"Model is overloaded","error_type":"Overloaded"}"""),
            2 => FakeServer.Json("[[[1,0]]]"),
            _ => FakeServer.Error(424, """{"error":"not supported: secret text","error_type":"Backend"}"""),
        });
        using TextEmbeddingsInferenceEncoder encoder = Encoder(server);
        Assert.That((await encoder.EncodeAsync(["a"], TextRole.Query))[0].Count, Is.EqualTo(1));
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => encoder.EncodeAsync(["secret text"], TextRole.Query));
        Assert.That((error!.Error, error.ErrorCode, error.Message), Is.EqualTo((RerankProviderError.Rejected, "Backend", "'tei' answered HTTP 424 (Backend)")));
    }

    [Test]
    public void WhatTheServerCannotDoIsSaid()
    {
        using TextEmbeddingsInferenceEncoder encoder = Encoder(new FakeServer(""));
        Assert.That(async () => await encoder.EncodeAsync(["a"], TextRole.Query, new() { MaxTokens = 5 }), Throws.InstanceOf<NotSupportedException>());
        Assert.That(async () => await encoder.EncodeAsync(["a"], TextRole.Query, new() { IncludeTokens = true }), Throws.InstanceOf<NotSupportedException>());
        Assert.That(async () => await encoder.EncodeAsync(["a", null!], TextRole.Query), Throws.ArgumentException);
        Assert.That(async () => await encoder.EncodeAsync(["a"], TextRole.Query, null, new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            () => new TextEmbeddingsInferenceEncoder(new(), new() { Endpoint = new("http://tei") }),
            Throws.InvalidOperationException.With.Message.Contains("Dimension"));
    }

    [Test]
    public void DifferentSettingsAreDifferentRevisions()
    {
        string? Revision(Action<TextEmbeddingsInferenceEncoderOptions> configure) => Encoder(new FakeServer(""), configure).GetService<MultiVectorEncoderMetadata>()!.Revision;
        Assert.That(new[] { Revision(_ => { }), Revision(options => options.QueryPrefix = "q"), Revision(options => options.ModelId = "m"), Revision(options => options.Normalize = false) }, Is.Unique);
    }

    private static TextEmbeddingsInferenceEncoder Encoder(FakeServer server, Action<TextEmbeddingsInferenceEncoderOptions>? configure = null)
    {
        var options = new TextEmbeddingsInferenceEncoderOptions { Endpoint = new("http://tei:8080"), Dimension = 2 };
        configure?.Invoke(options);
        return new(server.Client(), options, new SkippingTimeProvider());
    }
}
