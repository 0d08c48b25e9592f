using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

/// <summary>The served model against the local one: the same graph, the same numbers.</summary>
public class RemoteCrossEncoderTests
{
    private static readonly TestModelOptions[] Models =
    [
        TestModelPresets.Tiny(TestArchitecture.Bert),
        TestModelPresets.Tiny(TestArchitecture.XlmRoberta),
        TestModelPresets.Tiny(TestArchitecture.ModernBert),
        TestModelPresets.Tiny(TestArchitecture.Bert) with { Labels = 2 },
        TestModelPresets.Tiny(TestArchitecture.Bert) with { Head = TestHead.ClassificationFlat, Int32Inputs = true },
        TestModelPresets.Tiny(TestArchitecture.Bert) with { OutputType = TestOutputType.Binary16 },
        TestModelPresets.Tiny(TestArchitecture.Bert) with { OutputType = TestOutputType.BFloat16 },
    ];

    [Test]
    public async Task ScoresAreThoseOfTheLocalReranker([Range(0, 6)] int model, [Values] bool isBinary, [Values(1, 100, 100_000)] int tokenBudget)
    {
        TestModelFolder folder = SharedModels.Of(Models[model]);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        using var local = CrossEncoderReranker.Load(folder.FullName);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server, options => (options.Server.UseBinaryTensors, options.TokenBudget) = (isBinary, tokenBudget)));
        RerankCandidate[] candidates = RandomTexts.Candidates(40, maxWords: 25);
        RerankResponse expected = await local.RerankAsync(RandomTexts.Query, candidates, new() { MaxTokensPerDocument = 40 });

        RerankResponse actual = await remote.RerankAsync(RandomTexts.Query, candidates, new() { MaxTokensPerDocument = 40 });

        AssertSame(actual, expected);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(actual.ScoreKind, Is.EqualTo(expected.ScoreKind));
            Assert.That(actual.Usage!.InputTokenCount, Is.EqualTo(expected.Usage!.InputTokenCount));
            Assert.That(actual.Stages.Single().Name, Is.EqualTo(expected.Stages.Single().Name));
            Assert.That(actual.Stages.Single().Reason, Is.EqualTo(expected.Stages.Single().Reason), "the truncation is told of");
            Assert.That(remote.MaxLength, Is.EqualTo(local.MaxLength));
        }
    }

    [Test]
    public async Task NoGraphIsNeededInTheFolder()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        DirectoryInfo light = Directory.CreateTempSubdirectory("rerankkit-light-");
        foreach (string file in Directory.EnumerateFiles(folder.FullName, "*.json"))
        {
            File.Copy(file, Path.Combine(light.FullName, Path.GetFileName(file)));
        }

        using var remote = CrossEncoderReranker.LoadServed(light.FullName, ServedTestModel.Options(server));
        light.Delete(recursive: true);
        RerankResponse response = await remote.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(5, maxWords: 10));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored));
    }

    [Test]
    public async Task RequestsHoldWhatTheProtocolSays([Values] bool isBinary)
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server, options =>
        {
            (options.Server.UseBinaryTensors, options.Server.ModelVersion, options.Server.BearerToken) = (isBinary, "3", "secret");
        }));
        await remote.RerankAsync("one", ["two"]);

        KServeRequest request = server.Inferences.Single();
        int length = remote.Tokenizer.Encode("one", "two").Ids.Count;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Requests.First().Path, Is.EqualTo("/v2/models/cross_encoder/versions/3"), "the tensors are asked for first");
            Assert.That(request.Path, Is.EqualTo("/v2/models/cross_encoder/versions/3/infer"));
            Assert.That(request.Headers["Content-Type"], Is.EqualTo(isBinary ? "application/octet-stream" : "application/json"));
            Assert.That(request.Headers["Authorization"], Is.EqualTo("Bearer secret"));
            Assert.That(request.Headers.ContainsKey(KServeRequest.HeaderLength), Is.EqualTo(isBinary));
            Assert.That(request.Json["inputs"]!.AsArray().Select(input => input!["name"]!.GetValue<string>()), Is.EqualTo(["input_ids", "attention_mask", "token_type_ids"]));
            Assert.That(request.Json["inputs"]![0]!["shape"]!.ToJsonString(), Is.EqualTo($"[1,{length}]"));
            Assert.That(request.Raw.Length, Is.EqualTo(isBinary ? 3 * length * sizeof(long) : 0));
        }
    }

    [Test]
    public async Task RequestsKeepToTheServersBatchSizeAndTheTokenBudget()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName) { MaxBatchSize = 4 };
        using var server = new KServeServer(served.Answer);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server, options => (options.TokenBudget, options.Concurrency) = (256, 1)));
        await remote.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(50, maxWords: 25));
        Assert.That(server.Inferences.Select(request => request.Rows), Has.All.InRange(1, 4).And.Some.EqualTo(4));
        foreach (KServeRequest request in server.Inferences)
        {
            int length = request.Json["inputs"]![0]!["shape"]![1]!.GetValue<int>();
            Assert.That(request.Rows == 1 || request.Rows * length <= 256);
        }
    }

    [Test]
    public async Task PairsAreSentAloneWhenTheyMustBe()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server, options => options.IsolatePairs = true));
        await remote.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(8, maxWords: 10));
        Assert.That(server.Inferences.Select(request => request.Rows), Is.EqualTo(Enumerable.Repeat(1, 8)));
    }

    [Test]
    public async Task TensorsMayHaveOtherNames()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        (served.Names["input_ids"], served.Names["attention_mask"], served.Names["token_type_ids"], served.Names["logits"]) = ("INPUT__0", "INPUT__1", "INPUT__2", "OUTPUT__0");
        using var server = new KServeServer(served.Answer);
        using var unnamed = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server));
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server, options =>
        {
            (options.Server.TensorNames["input_ids"], options.Server.TensorNames["attention_mask"], options.Server.TensorNames["token_type_ids"]) = ("INPUT__0", "INPUT__1", "INPUT__2");
            options.OutputName = "OUTPUT__0";
        }));
        Assert.That(async () => await unnamed.ConnectAsync(), Throws.TypeOf<NotSupportedException>().With.Message.Contains("INPUT__0"));
        using var local = CrossEncoderReranker.Load(folder.FullName);
        AssertSame(await remote.RerankAsync("one", ["two", "three"]), await local.RerankAsync("one", ["two", "three"]));
    }

    [Test]
    public void AGraphOfAnotherModelIsRefusedWhenItIsConnected()
    {
        using var served = new ServedTestModel(SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Bert) with { Labels = 3 }).FullName);
        using var server = new KServeServer(served.Answer);
        using var remote = CrossEncoderReranker.LoadServed(SharedModels.Of(TestArchitecture.Bert).FullName, ServedTestModel.Options(server));
        Assert.That(async () => await remote.ConnectAsync(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("1 label(s)"));
        using var unnamed = CrossEncoderReranker.LoadServed(SharedModels.Of(TestArchitecture.Bert).FullName, ServedTestModel.Options(server, options => options.OutputName = "scores"));
        Assert.That(async () => await unnamed.ConnectAsync(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'scores'"));
    }

    [Test]
    public async Task AServerThatComesUpLaterIsAskedAgain()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        server.Interceptor = (_, _) => Task.FromResult<KServeReply?>(KServeReply.Error(400, "model is loading"));
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server));
        Assert.That(async () => await remote.RerankAsync("one", ["two"]), Throws.TypeOf<ModelServerException>().With.Message.Contains("model is loading"));
        Assert.That(await remote.IsReadyAsync(), Is.False);
        server.Interceptor = (_, _) => Task.FromResult<KServeReply?>(null);
        Assert.That((await remote.RerankAsync("one", ["two"])).Results[0].IsScored);
        Assert.That(await remote.IsReadyAsync());
    }

    [Test]
    public async Task WhereThereIsNoTimeCandidatesFollowUnscored([Values] bool isConnected)
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server, options => (options.TokenBudget, options.Concurrency) = (1, 1)));
        if (isConnected)
        {
            await remote.ConnectAsync();
        }

        int scored = 0;
        server.Interceptor = async (request, closing) =>
        {
            // The second inference, or the first question of all, is never answered.
            if (!isConnected || (request.IsInference && Interlocked.Increment(ref scored) > 1))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);
            }

            return null;
        };
        RerankCandidate[] candidates = RandomTexts.Candidates(12, maxWords: 10);
        RerankResponse response = await remote.RerankAsync(RandomTexts.Query, candidates, new() { TimeBudget = TimeSpan.FromMilliseconds(300) });
        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 12)));
        Assert.That(response.Results.Count(result => result.IsScored), isConnected ? Is.LessThanOrEqualTo(1) : Is.Zero);
        Assert.That(response.Results.Where(result => !result.IsScored).Select(result => result.Placement), Has.All.EqualTo(RerankPlacement.OverBudget));
    }

    [Test]
    public async Task CancellationEndsTheRequestAndTheNextCallIsServed()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server, options => options.Concurrency = 1));
        await remote.ConnectAsync();
        var asked = new TaskCompletionSource();
        server.Interceptor = async (request, closing) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);
            return null;
        };
        using var source = new CancellationTokenSource();
        Task<RerankResponse> call = remote.RerankAsync("one", ["two"], options: null, source.Token);
        await asked.Task;
        await source.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        server.Interceptor = (_, _) => Task.FromResult<KServeReply?>(null);
        Assert.That((await remote.RerankAsync("one", ["two"])).Results[0].IsScored);
    }

    [Test]
    public async Task DisposalEndsCallsThatWait()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server));
        await remote.ConnectAsync();
        var asked = new TaskCompletionSource();
        server.Interceptor = async (_, closing) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);
            return null;
        };
        Task<RerankResponse> call = remote.RerankAsync("one", ["two"]);
        await asked.Task;
        remote.Dispose();
        Assert.That(async () => await call, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await remote.RerankAsync("one", ["two"]), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void MetadataSaysWhatScoresDependOn()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        Action<CrossEncoderOptions>[] variants =
            [_ => { }, options => options.Server.ModelVersion = "3", options => options.Revision = "r", options => options.MaxLength = 16, options => options.Activation = ScoreActivation.Tanh, options => options.QueryShare = 0.5];
        List<string> revisions = [];
        foreach (Action<CrossEncoderOptions> variant in variants)
        {
            var options = new CrossEncoderOptions { Server = { ModelName = "m" } };
            options.Server.Endpoints.Add(new("http://gpu-1:8000"));
            variant(options);
            using var remote = CrossEncoderReranker.LoadServed(folder.FullName, options);
            RerankerMetadata metadata = remote.GetService<RerankerMetadata>()!;
            revisions.Add(metadata.Revision!);
            Assert.That((metadata.ProviderName, metadata.DefaultModelId, metadata.KeepsTimeBudget), Is.EqualTo(("triton", "m", true)));
            Assert.That(metadata.ProviderUri, Is.EqualTo(new Uri("http://gpu-1:8000")));
        }

        Assert.That(revisions, Is.Unique);
    }

    private static void AssertSame(RerankResponse actual, RerankResponse expected)
    {
        Dictionary<int, RerankResult> byIndex = expected.Results.ToDictionary(result => result.Index);
        Assert.That(actual.Results, Has.Count.EqualTo(expected.Results.Count));
        foreach (RerankResult result in actual.Results)
        {
            RerankResult other = byIndex[result.Index];
            Assert.That(result.Score, Is.EqualTo(other.Score).Within(1e-5));
            Assert.That(result.RawScore, Is.EqualTo(other.RawScore).Within(1e-5));
            Assert.That((result.TokenCount, result.IsTruncated), Is.EqualTo((other.TokenCount, other.IsTruncated)));
        }
    }
}
