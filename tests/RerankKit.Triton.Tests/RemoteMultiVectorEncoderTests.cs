using System.Globalization;
using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

/// <summary>The served encoder against the local one: the same graph, the same vectors.</summary>
public class RemoteMultiVectorEncoderTests
{
    private const string Name = "encoder";

    private static TestModelFolder Folder => SharedModels.Of(EncoderCases.SentenceTransformers.Model);

    private static IEnumerable<TestCaseData> Cases() =>
        from item in EncoderCases.All from role in Enum.GetValues<TextRole>() select new TestCaseData(item, role).SetArgDisplayNames(item.Name, $"{role}");

    [TestCaseSource(nameof(Cases))]
    public async Task VectorsAreThoseOfTheLocalEncoder(object item, TextRole role)
    {
        var encoderCase = (EncoderCase)item;
        TestModelFolder folder = SharedModels.Of(encoderCase.Model);
        using var served = new ServedTestModel(folder.FullName, Name);
        using var server = new KServeServer(served.Answer);
        using var local = MultiVectorEncoder.Load(folder.FullName, encoderCase.Options);
        MultiVectorEncoderOptions choices = encoderCase.Options;
        using var remote = MultiVectorEncoder.LoadServed(folder.FullName, Options(server, options =>
        {
            (options.Dimension, options.Expansion, options.AttendToExpansion) = (choices.Dimension, choices.Expansion, choices.AttendToExpansion);
            (options.SkiplistWords, options.Server.UseBinaryTensors) = (choices.SkiplistWords, role == TextRole.Document);
        }));
        await AssertSameAsync(remote, local, role, new() { IncludeTokens = true, MaxTokens = 20 });
        Assert.That(remote.Dimension, Is.EqualTo(local.Dimension));
    }

    [Test]
    public async Task VectorsDependNeitherOnRequestsNorOnTheirNumbersType([Values(1, 60, 100_000)] int tokenBudget, [Values(0, 3)] int maxBatchSize, [Values] TextRole role)
    {
        using var served = new ServedTestModel(Folder.FullName, Name) { MaxBatchSize = maxBatchSize };
        using var server = new KServeServer(served.Answer);
        using var local = MultiVectorEncoder.Load(Folder.FullName);
        using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, Options(server, options => options.TokenBudget = tokenBudget));
        await AssertSameAsync(remote, local, role);
        foreach (KServeRequest request in server.Inferences)
        {
            int length = request.Json["inputs"]![0]!["shape"]![1]!.GetValue<int>();
            Assert.That(request.Rows == 1 || request.Rows * length <= tokenBudget);
            Assert.That(request.Rows, Is.LessThanOrEqualTo(maxBatchSize == 0 ? int.MaxValue : maxBatchSize));
        }
    }

    [Test]
    public async Task HalfPrecisionAnswersAndPoolingAreTheLocalOnes([Values(TestOutputType.Binary16, TestOutputType.BFloat16)] TestOutputType type)
    {
        string folder = SharedModels.Of(EncoderCases.Stanford.Model with { OutputType = type }).FullName;
        using var served = new ServedTestModel(folder, Name);
        using var server = new KServeServer(served.Answer);
        using var local = MultiVectorEncoder.Load(folder, new() { PoolingFactor = 3 });
        using var remote = MultiVectorEncoder.LoadServed(folder, Options(server, options => options.PoolingFactor = 3));
        await AssertSameAsync(remote, local, TextRole.Document);
    }

    [Test]
    public async Task NoGraphIsNeededInTheFolder()
    {
        using var served = new ServedTestModel(Folder.FullName, Name);
        using var server = new KServeServer(served.Answer);
        using var local = MultiVectorEncoder.Load(Folder.FullName);
        DirectoryInfo light = Directory.CreateTempSubdirectory("rerankkit-light-");
        foreach (string file in Directory.EnumerateFiles(Folder.FullName, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".json" or ".safetensors"))
        {
            string copy = Path.Combine(light.FullName, Path.GetRelativePath(Folder.FullName, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        using var remote = MultiVectorEncoder.LoadServed(light.FullName, Options(server));
        await AssertSameAsync(remote, local, TextRole.Query);
        light.Delete(recursive: true);
    }

    [Test]
    public async Task TextsAreSentAloneWhenTheyMustBe()
    {
        using var served = new ServedTestModel(Folder.FullName, Name);
        using var server = new KServeServer(served.Answer);
        using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, Options(server, options => options.IsolatePairs = true));
        await remote.EncodeAsync(EncoderTexts.Of(8), TextRole.Document);
        Assert.That(server.Inferences.Select(request => request.Rows), Has.All.EqualTo(1));
        Assert.That(server.Inferences.Count(), Is.EqualTo(10), "two of them ask what the graph puts out");
    }

    [Test]
    public async Task TensorsMayHaveOtherNames()
    {
        using var served = new ServedTestModel(Folder.FullName, Name);
        (served.Names["input_ids"], served.Names["last_hidden_state"]) = ("IN", "OUT");
        using var server = new KServeServer(served.Answer);
        using var local = MultiVectorEncoder.Load(Folder.FullName);
        using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, Options(server, options =>
        {
            options.Server.TensorNames["input_ids"] = "IN";
            options.OutputName = "OUT";
        }));
        await AssertSameAsync(remote, local, TextRole.Document);
        using var wrong = MultiVectorEncoder.LoadServed(Folder.FullName, Options(server, options => (options.Server.TensorNames["input_ids"], options.OutputName) = ("IN", "elsewhere")));
        Assert.That(async () => await wrong.ConnectAsync(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'elsewhere'"));
    }

    [Test]
    public void AGraphOfAnotherModelIsRefusedWhenItIsConnected()
    {
        using var served = new ServedTestModel(SharedModels.Of(EncoderCases.Stanford.Model).FullName, Name);
        using var server = new KServeServer(served.Answer);
        using var tooMany = MultiVectorEncoder.LoadServed(SharedModels.Of(EncoderCases.Stanford.Model).FullName, Options(server, options => options.Dimension = 1000));
        Assert.That(async () => await tooMany.EncodeAsync(["a"], TextRole.Query), Throws.ArgumentException.With.Message.Contains("1000"));
        TestModelOptions other = EncoderCases.Bert(TestHead.TokenVectors, new() { Layers = [new(12)] });
        using var remote = MultiVectorEncoder.LoadServed(SharedModels.Of(other).FullName, Options(server));
        Assert.That(async () => await remote.ConnectAsync(), Throws.TypeOf<InvalidDataException>());
        using var classifier = new ServedTestModel(SharedModels.Of(TestArchitecture.Bert).FullName, Name);
        using var another = new KServeServer(classifier.Answer);
        using var encoder = MultiVectorEncoder.LoadServed(Folder.FullName, Options(another));
        Assert.That(async () => await encoder.ConnectAsync(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no vector per token"));
    }

    [Test]
    public async Task AnAnswerThatDoesNotFitIsATypedError()
    {
        using var served = new ServedTestModel(Folder.FullName, Name);
        using var other = new ServedTestModel(SharedModels.Of(EncoderCases.Bert(TestHead.HiddenStates, new()) with { Hidden = 64 }).FullName, Name);
        using var server = new KServeServer(served.Answer);
        using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, Options(server));
        await remote.ConnectAsync();
        server.Intercept(other.Answer);
        Assert.That(
            async () => await remote.EncodeAsync(["a"], TextRole.Document),
            Throws.TypeOf<ModelServerException>().With.Property("Error").EqualTo(ModelServerError.InvalidAnswer).And.Message.Contains("64"));
        server.Intercept(request => served.Answer(request) with { CutAfter = 100 });
        Assert.That(async () => await remote.EncodeAsync(["a"], TextRole.Document), Throws.TypeOf<ModelServerException>().With.Property("Error").EqualTo(ModelServerError.Unreachable));
        server.Intercept(_ => null);
        Assert.That((await remote.EncodeAsync(["a"], TextRole.Document))[0].Count, Is.Positive, "the next call is served");
    }

    [Test]
    public void AModelThatIsNotLoadedIsNamed()
    {
        using var served = new ServedTestModel(Folder.FullName, Name);
        using var server = new KServeServer(served.Answer);
        using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, Options(server, options => options.Server.ModelName = "absent"));
        Assert.That(
            async () => await remote.EncodeAsync(["a"], TextRole.Document),
            Throws.TypeOf<ModelServerException>().With.Property("Error").EqualTo(ModelServerError.NotLoaded).And.Message.Contains("'absent'"));
        Assert.That(async () => await remote.IsReadyAsync(), Is.False);
    }

    [Test]
    public async Task WithOneOfTwoServersFailingNoCallFails()
    {
        using var served = new ServedTestModel(Folder.FullName, Name);
        using var good = new KServeServer(served.Answer);
        using var bad = new KServeServer(_ => KServeReply.Error(500, "out of memory"));
        using var local = MultiVectorEncoder.Load(Folder.FullName);
        MultiVectorEncoderOptions options = Options(good, options => (options.Server.Retry, options.TokenBudget) = (new(), 100));
        options.Server.Endpoints.Insert(0, bad.Address);
        using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, options);
        await AssertSameAsync(remote, local, TextRole.Document);
        Assert.That(bad.Requests, Is.Not.Empty);
    }

    [Test]
    public async Task CancellationAndDisposalEndCalls()
    {
        using var served = new ServedTestModel(Folder.FullName, Name);
        using var server = new KServeServer(served.Answer);
        var remote = MultiVectorEncoder.LoadServed(Folder.FullName, Options(server, options => options.Concurrency = 1));
        await remote.ConnectAsync();
        var asked = new SemaphoreSlim(0);
        server.Interceptor = async (_, closing) =>
        {
            asked.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);
            return null;
        };
        using var source = new CancellationTokenSource();
        Task cancelled = remote.EncodeAsync(["a"], TextRole.Document, options: null, source.Token);
        await asked.WaitAsync();
        await source.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        Task disposed = remote.EncodeAsync(["a"], TextRole.Document);
        await asked.WaitAsync();
        remote.Dispose();
        Assert.That(async () => await disposed, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await remote.EncodeAsync(["a"], TextRole.Document), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(MultiVectorEncoder)));
    }

    [Test]
    public async Task ArgumentsAreCheckedBeforeTheServerIsAsked()
    {
        var options = new MultiVectorEncoderOptions();
        Assert.That(() => MultiVectorEncoder.LoadServed(Folder.FullName, options), Throws.ArgumentException.With.Message.Contains("Server.Endpoints"));
        using var client = new HttpClient();
        Assert.That(() => MultiVectorEncoder.LoadServed(Folder.FullName, new() { Server = { HttpClient = client } }), Throws.ArgumentException.With.Message.Contains("BaseAddress"));
        client.BaseAddress = new("http://nobody.invalid");
        using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, new() { Server = { HttpClient = client } });
        Assert.That(async () => await remote.EncodeAsync([null!], TextRole.Query), Throws.ArgumentException.With.Message.Contains("Text 0"));
        Assert.That(async () => await remote.EncodeAsync(["a"], (TextRole)7), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await remote.EncodeAsync(["a"], TextRole.Query, cancellationToken: new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await remote.EncodeAsync([], TextRole.Query), Is.Empty);
        Assert.That(() => MultiVectorEncoder.LoadServed(SharedModels.Of(TestArchitecture.Bert).FullName, new() { Server = { HttpClient = client } }), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void MetadataSaysWhatVectorsDependOnBeforeTheServerIsAsked()
    {
        Action<MultiVectorEncoderOptions>[] variants =
        [
            _ => { }, options => options.Server.ModelVersion = "3", options => options.Revision = "r", options => options.Dimension = 8, options => options.QueryLength = options.ExpansionLength = 12,
            options => options.DocumentLength = 30, options => options.SkiplistWords = [], options => options.PoolingFactor = 2, options => options.IsolatePairs = true,
        ];
        List<string> revisions = [];
        foreach (Action<MultiVectorEncoderOptions> variant in variants)
        {
            var options = new MultiVectorEncoderOptions { Server = { ModelName = "m" } };
            options.Server.Endpoints.Add(new("http://gpu-1:8000"));
            variant(options);
            using var remote = MultiVectorEncoder.LoadServed(Folder.FullName, options);
            MultiVectorEncoderMetadata metadata = remote.GetService<MultiVectorEncoderMetadata>()!;
            revisions.Add(metadata.Revision!);
            Assert.That((metadata.ProviderName, metadata.ModelId, metadata.ProviderUri!.Host), Is.EqualTo(("triton", "m", "gpu-1")));
            Assert.That(metadata.Dimension, Is.EqualTo(options.Dimension ?? EncoderCases.SentenceTransformers.Model.LateInteraction!.Dimension).And.EqualTo(remote.Dimension));
            Assert.That(metadata.MaxDocumentTokens, Is.EqualTo(options.DocumentLength ?? 40));
        }

        Assert.That(revisions, Is.Unique);
    }

    [Test]
    public void OptionsRefuseWhatMakesNoSenseAndCopiesAreIndependent()
    {
        var options = new MultiVectorEncoderOptions { Dimension = 8, QueryLength = 16, PoolingFactor = 2, SkiplistWords = ["a"], Server = { ModelName = "m" } };
        options.Server.Endpoints.Add(new("http://a:8000"));
        MultiVectorEncoderOptions copy = options.Clone();
        options.Server.Endpoints.Clear();
        options.Dimension = 9;
        Assert.That((copy.Dimension, copy.QueryLength, copy.PoolingFactor, copy.SkiplistWords, copy.Server.ModelName, copy.Server.Endpoints.Count), Is.EqualTo((8, 16, 2, options.SkiplistWords, "m", 1)));
        Assert.That(() => options.Dimension = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.QueryLength = 3, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.PoolingFactor = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        options.Server.Endpoints.Add(new("http://a:8000"));
        (options.Dimension, options.DocumentLength, options.PoolingFactor) = (null, 100_000, null);
        Assert.That(
            () => MultiVectorEncoder.LoadServed(Folder.FullName, options),
            Throws.ArgumentException.With.Message.Contains(string.Create(CultureInfo.InvariantCulture, $"{nameof(MultiVectorEncoderOptions)}.DocumentLength")));
    }

    internal static MultiVectorEncoderOptions Options(KServeServer server, Action<MultiVectorEncoderOptions>? configure = null)
    {
        var options = new MultiVectorEncoderOptions { Server = { ModelName = Name, Retry = null } };
        options.Server.Endpoints.Add(server.Address);
        configure?.Invoke(options);
        return options;
    }

    private static async Task AssertSameAsync(MultiVectorEncoder remote, MultiVectorEncoder local, TextRole role, MultiVectorEncodeOptions? options = null)
    {
        string[] texts = EncoderTexts.Of(20);
        IReadOnlyList<TokenVectors> expected = await local.EncodeAsync(texts, role, options);
        IReadOnlyList<TokenVectors> actual = await remote.EncodeAsync(texts, role, options);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.That(actual[i].Values.ToArray(), Is.EqualTo(expected[i].Values.ToArray()).Within(1e-5f), texts[i]);
            Assert.That((actual[i].Count, actual[i].TokenCount, actual[i].IsTruncated), Is.EqualTo((expected[i].Count, expected[i].TokenCount, expected[i].IsTruncated)));
            Assert.That(actual[i].Tokens, Is.EqualTo(expected[i].Tokens));
        }
    }
}
