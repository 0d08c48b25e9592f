using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

/// <summary>The served decoder against the local one: the same graph, the same answers.</summary>
public class ServedDecoderTests
{
    private static readonly TestModelOptions Qwen = TestModelPresets.Tiny(TestArchitecture.Qwen3) with { MaxPositions = 1024 };

    [Test]
    public async Task AnswersAreThoseOfTheLocalReranker([Values(TestHead.Vocabulary, TestHead.YesNoLast)] TestHead head, [Values] bool isBinary)
    {
        string folder = SharedModels.Of(Qwen with { Head = head }).FullName;
        using var served = new ServedTestModel(folder, "decoder");
        using var server = new KServeServer(served.Answer);
        using var local = DecoderReranker.Load(folder);
        using var remote = DecoderReranker.LoadServed(folder, Options(server, isBinary));
        RerankCandidate[] candidates = RandomTexts.Candidates(12, maxWords: 20);
        RerankResponse expected = await local.RerankAsync(RandomTexts.Query, candidates);
        RerankResponse actual = await remote.RerankAsync(RandomTexts.Query, candidates);
        Assert.That(
            actual.Results.OrderBy(result => result.Index).Select(result => result.Score),
            Is.EqualTo(expected.Results.OrderBy(result => result.Index).Select(result => result.Score)).Within(1e-5));
        Assert.That((actual.ScoreKind, actual.Stages.Single().Name, actual.ModelId), Is.EqualTo((expected.ScoreKind, "decoder", "decoder")));
    }

    [Test]
    public void AGraphWithPastKeysAndValuesIsRefused()
    {
        string folder = SharedModels.Of(Qwen with { Head = TestHead.VocabularyLast, KeyValueInputs = true }).FullName;
        using var server = new KServeServer(_ => KServeReply.Json(
            200, """{"name":"decoder","inputs":[{"name":"past_key_values.0.key","datatype":"FP32","shape":[-1,2,-1,8]}],"outputs":[{"name":"logits","datatype":"FP32","shape":[-1,2]}]}"""));
        using var remote = DecoderReranker.LoadServed(folder, Options(server, isBinary: true));
        Assert.That(async () => await remote.ConnectAsync(), Throws.TypeOf<NotSupportedException>().With.Message.Contains("past keys"));
    }

    private static DecoderRerankerOptions Options(KServeServer server, bool isBinary)
    {
        var options = new DecoderRerankerOptions { Server = { ModelName = "decoder", Retry = null, UseBinaryTensors = isBinary } };
        options.Server.Endpoints.Add(server.Address);
        return options;
    }
}
