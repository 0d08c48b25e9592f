using System.Globalization;
using System.Reflection;
using RerankKit.LateInteraction;
using RerankKit.Models.Tests.StaticEncoding;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.Inference;

/// <summary>Every option is held to its side: it changes the revision, or stands on the list of those that change no score.</summary>
public class RevisionTests
{
    private const string OfBatching = "how runs are put together: the same to 1e-5, and exactly where pairs are isolated";
    private const string OfTransport = "how requests are sent, not what is computed";
    private const string OfMemory = "memory and threads of a run";
    private const string OfApplication = "the application's own; its documentation says to set Revision where it changes scores";
    private const string OfLogging = "what is written besides";

    private static readonly TestModelOptions CrossEncoder = TestModelPresets.Tiny(TestArchitecture.Bert) with { Labels = 2 };
    private static readonly TestModelOptions Decoder = TestModelPresets.Tiny(TestArchitecture.Qwen3) with { MaxPositions = 1024, Head = TestHead.YesNoLast };

    // Options that change no score and no document's vector, each with its reason.
    private static readonly Dictionary<string, string> Unchanging = new()
    {
        [nameof(InferenceOptions.ModelId)] = "a name, by which caches key beside the revision",
        [nameof(InferenceOptions.Concurrency)] = OfBatching,
        [nameof(InferenceOptions.TokenBudget)] = OfBatching,
        [nameof(InferenceOptions.WarmUpOnStart)] = "when the model is loaded",
        [nameof(MultiVectorEncoderOptions.AcceptEmbeddingModel)] = "what is loaded at all",
        [nameof(TritonOptions.Endpoints)] = "caches key by the address beside the revision",
        [nameof(TritonOptions.BearerToken)] = OfTransport,
        [nameof(TritonOptions.TensorNames)] = "other names of the same inputs",
        [nameof(TritonOptions.UseBinaryTensors)] = OfTransport,
        [nameof(TritonOptions.Timeout)] = OfTransport,
        [nameof(TritonOptions.MaxAnswerBytes)] = OfTransport,
        [nameof(TritonOptions.MaxBatchSize)] = OfBatching,
        [nameof(TritonOptions.Balancing)] = OfTransport,
        [nameof(TritonOptions.Retry)] = OfTransport,
        [nameof(TritonOptions.Hedging)] = OfTransport,
        [nameof(TritonOptions.Transport)] = OfTransport,
        [nameof(TritonOptions.HttpClient)] = OfTransport,
        [nameof(StaticTokenEncoderOptions.MaxQueryTokens)] = "no document's vector; the reranker has it in its own revision",
        [nameof(DecoderTemplate.Name)] = "a name; the template counts by its pieces",
        [nameof(OnnxSessionOptions.Count)] = OfBatching,
        [nameof(OnnxSessionOptions.SinglePairThreads)] = OfBatching,
        [nameof(OnnxSessionOptions.LibraryPath)] = "the same operators, wherever the library is",
        [nameof(OnnxSessionOptions.IntraOpThreads)] = OfMemory,
        [nameof(OnnxSessionOptions.InterOpThreads)] = OfMemory,
        [nameof(OnnxSessionOptions.AllowSpinning)] = OfMemory,
        [nameof(OnnxSessionOptions.MemoryPattern)] = OfMemory,
        [nameof(OnnxSessionOptions.CpuArena)] = OfMemory,
        [nameof(OnnxSessionOptions.ArenaShrinkage)] = OfMemory,
        [nameof(OnnxSessionOptions.GraphOptimization)] = "the same arithmetic in another order: the same to 1e-5",
        [nameof(OnnxSessionOptions.FirstTokenOnly)] = "the same arithmetic for fewer tokens: the same to 1e-5",
        [nameof(OnnxSessionOptions.DisabledOptimizers)] = "the same arithmetic in another order: the same to 1e-5",
        [nameof(OnnxSessionOptions.ProfilingPath)] = OfLogging,
        [nameof(OnnxSessionOptions.SessionOptionsFactory)] = OfApplication,
        [nameof(OnnxSessionOptions.InferenceSession)] = OfApplication,
        [nameof(OnnxSessionOptions.AllowCpuFallback)] = "what is computed on is no part of the revision, unless it computes in fewer bits",
    };

    // Another value for each option.
    private static readonly Dictionary<string, object?> Other = new()
    {
        [nameof(InferenceOptions.Source)] = new ModelRequest { OnnxFile = "model_O3.onnx" },
        [nameof(InferenceOptions.ModelId)] = "another name",
        [nameof(InferenceOptions.Revision)] = "r2",
        [nameof(InferenceOptions.MaxLength)] = 20,
        [nameof(InferenceOptions.Concurrency)] = 3,
        [nameof(InferenceOptions.TokenBudget)] = 77,
        [nameof(InferenceOptions.IsolatePairs)] = true,
        [nameof(InferenceOptions.ParseSpecialTokens)] = true,
        [nameof(InferenceOptions.Tokenizer)] = new CharacterTokenizer(),
        [nameof(CrossEncoderOptions.PairLayout)] = new PairLayout([1], [2], [3]),
        [nameof(InferenceOptions.WarmUpOnStart)] = false,
        [nameof(InferenceOptions.Graph)] = SessionWith("session.set_denormal_as_zero", "1"),
        [nameof(CrossEncoderOptions.Activation)] = ScoreActivation.Tanh,
        [nameof(CrossEncoderOptions.Label)] = "LABEL_0",
        [nameof(CrossEncoderOptions.Truncation)] = PairTruncation.LongestFirst,
        [nameof(CrossEncoderOptions.QueryShare)] = 0.5,
        [nameof(DecoderRerankerOptions.Template)] = DecoderTemplate.Qwen3 with { Document = "{query} {document}" },
        [nameof(DecoderRerankerOptions.Instruction)] = "Find it",
        [nameof(MultiVectorEncoderOptions.Dimension)] = 8,
        [nameof(MultiVectorEncoderOptions.QueryLength)] = 12,
        [nameof(MultiVectorEncoderOptions.DocumentLength)] = 30,
        [nameof(MultiVectorEncoderOptions.Expansion)] = QueryExpansion.Off,
        [nameof(MultiVectorEncoderOptions.ExpansionLength)] = 12,
        [nameof(MultiVectorEncoderOptions.AttendToExpansion)] = true,
        [nameof(MultiVectorEncoderOptions.SkiplistWords)] = new[] { "." },
        [nameof(MultiVectorEncoderOptions.PoolingFactor)] = 3,
        [nameof(MultiVectorEncoderOptions.ProtectedTokens)] = 4,
        [nameof(TritonOptions.ModelName)] = "m2",
        [nameof(TritonOptions.ModelVersion)] = "3",
        [nameof(TritonOptions.BearerToken)] = "secret",
        [nameof(InferenceOptions.OutputName)] = "logits",
        [nameof(TritonOptions.UseBinaryTensors)] = false,
        [nameof(TritonOptions.Timeout)] = TimeSpan.FromSeconds(3),
        [nameof(TritonOptions.MaxAnswerBytes)] = 5_000,
        [nameof(TritonOptions.MaxBatchSize)] = 5,
        [nameof(TritonOptions.Balancing)] = null,
        [nameof(TritonOptions.Retry)] = null,
        [nameof(TritonOptions.Hedging)] = new HedgingOptions(),
        [nameof(StaticTokenEncoderOptions.KeepDuplicates)] = true,
        [nameof(StaticTokenEncoderOptions.MaxQueryTokens)] = 5,
        [nameof(StaticTokenEncoderOptions.MaxDocumentTokens)] = 6,
        [nameof(DecoderTemplate.Name)] = "mine",
        [nameof(DecoderTemplate.AddsBeginningOfText)] = true,
        [nameof(DecoderTemplate.Prefix)] = new[] { "Judge." },
        [nameof(DecoderTemplate.InstructionLine)] = "{instruction}",
        [nameof(DecoderTemplate.Query)] = "{query}",
        [nameof(DecoderTemplate.Separator)] = " ",
        [nameof(DecoderTemplate.Document)] = "{query}: {document}",
        [nameof(DecoderTemplate.Suffix)] = new[] { "Answer:" },
        [nameof(DecoderTemplate.DefaultInstruction)] = "Find it",
        [nameof(DecoderTemplate.PositiveToken)] = "true",
        [nameof(DecoderTemplate.NegativeToken)] = "false",
        [nameof(PassageWindowsOptions.WindowTokens)] = 9,
        [nameof(PassageWindowsOptions.Overlap)] = 0.5,
        [nameof(PassageWindowsOptions.Aggregation)] = PassageAggregation.First,
        [nameof(PassageWindowsOptions.MaxWindows)] = 3,
    };

    private static TestModelFolder _pairs = null!;
    private static TestModelFolder _vectors = null!;
    private static StaticTokenFolder _table = null!;

    [OneTimeSetUp]
    public static void WriteModels()
    {
        _pairs = WithTwoGraphs(CrossEncoder);
        _vectors = WithTwoGraphs(EncoderCases.SentenceTransformers.Model);
        _table = new();
    }

    [OneTimeTearDown]
    public static void DeleteModels()
    {
        _pairs.Dispose();
        _vectors.Dispose();
        _table.Dispose();
    }

    [TestCaseSource(nameof(OptionsOf), [typeof(CrossEncoderOptions)])]
    public void OfACrossEncoder(string option) => Check(option, () => new CrossEncoderOptions(), options => Revision(CrossEncoderReranker.Load(_pairs.FullName, options)));

    [TestCaseSource(nameof(OptionsOfServed), [typeof(CrossEncoderOptions)])]
    public void OfAServedCrossEncoder(string option) =>
        Check(option, () => At(new CrossEncoderOptions()), options => Revision(CrossEncoderReranker.LoadServed(_pairs.FullName, options)));

    [TestCaseSource(nameof(OptionsOf), [typeof(TritonOptions)])]
    public void OfAServer(string option) => Check(option, () => At(new CrossEncoderOptions()).Server, server => Revision(CrossEncoderReranker.LoadServed(_pairs.FullName, new() { Graph = server })));

    [Test]
    public void WhichFilesAreServedIsTheServersChoice() => Assert.That(
        () => CrossEncoderReranker.LoadServed(_pairs.FullName, At(new CrossEncoderOptions { Source = new() { Precision = ModelPrecision.Int8 } })),
        Throws.ArgumentException.With.Message.Contains("Source"));

    [TestCaseSource(nameof(OptionsOf), [typeof(DecoderRerankerOptions)])]
    public void OfADecoder(string option)
    {
        using TestModelFolder? twoGraphs = option == nameof(InferenceOptions.Source) ? WithTwoGraphs(Decoder) : null;
        string folder = twoGraphs?.FullName ?? SharedModels.Of(Decoder).FullName;
        Check(option, () => new DecoderRerankerOptions { MaxLength = 900 }, options => Revision(DecoderReranker.Load(folder, options)));
    }

    [TestCaseSource(nameof(OptionsOf), [typeof(MultiVectorEncoderOptions)])]
    public void OfAMultiVectorEncoder(string option) => Check(
        option,
        () => new MultiVectorEncoderOptions { PoolingFactor = 2 },
        options => Revision(MultiVectorEncoder.Load(_vectors.FullName, options)),
        option == nameof(InferenceOptions.OutputName) ? "last_hidden_state" : null);

    [TestCaseSource(nameof(OptionsOfServed), [typeof(MultiVectorEncoderOptions)])]
    public void OfAServedMultiVectorEncoder(string option) => Check(
        option, () => At(new MultiVectorEncoderOptions { PoolingFactor = 2 }), options => Revision(MultiVectorEncoder.LoadServed(_vectors.FullName, options)));

    [TestCaseSource(nameof(OptionsOf), [typeof(StaticTokenEncoderOptions)])]
    public void OfAStaticEncoder(string option) => Check(option, () => new StaticTokenEncoderOptions(), options => Revision(_table.Load(options)));

    [Test]
    public void AQueryLengthThatChangesNoDocumentChangesTheRerankersRevision()
    {
        using var one = new LateInteractionReranker(_table.Load());
        using var other = new LateInteractionReranker(_table.Load(new() { MaxQueryTokens = 5 }));
        Assert.That(Revision(other), Is.Not.EqualTo(Revision(one)));
    }

    [TestCaseSource(nameof(OptionsOf), [typeof(DecoderTemplate)])]
    public void OfATemplate(string option) =>
        Check(option, () => DecoderTemplate.MxbaiV2 with { }, template => Revisions.Decoder("files", 100, template.Activation, template, instruction: null));

    [TestCaseSource(nameof(OptionsOf), [typeof(PassageWindowsOptions)])]
    public void OfPassageWindows(string option)
    {
        using var inner = CrossEncoderReranker.Load(_pairs.FullName);
        var tokenizer = HuggingFaceTokenizer.Load(_table.FullName);
        Check(option, () => new PassageWindowsOptions(), options => Revision(new PassageWindowsReranker(inner, options)), option == nameof(PassageWindowsOptions.Tokenizer) ? tokenizer : null);
    }

    [TestCaseSource(nameof(OptionsOf), [typeof(OnnxSessionOptions)])]
    public void OfASession(string option)
    {
        OnnxSessionOptions other = option switch
        {
            nameof(OnnxSessionOptions.ConfigEntries) => SessionWith("session.set_denormal_as_zero", "1"),
            nameof(OnnxSessionOptions.ExecutionProviders) => On(OnnxExecutionProvider.Cuda(new() { UseTf32 = true })),
            _ => new(),
        };
        bool changes = SessionRevision.Of(other, isCpu: false) != SessionRevision.Of(new(), isCpu: false);
        Assert.That(changes, Is.EqualTo(!Unchanging.ContainsKey(option)), option);
    }

    [Test]
    public void ADeviceIsPartOfItOnlyWhereItComputesInFewerBits()
    {
        string cpu = SessionRevision.Of(new(), isCpu: true);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SessionRevision.Of(On(OnnxExecutionProvider.Cuda()), isCpu: false), Is.EqualTo(cpu), "an index may be made on a GPU and read on a CPU");
            Assert.That(SessionRevision.Of(On(OnnxExecutionProvider.Cuda(new() { UseTf32 = true })), isCpu: true), Is.EqualTo(cpu), "the session fell back to the CPU");
            Assert.That(SessionRevision.Of(On(OnnxExecutionProvider.TensorRt(new() { Float16 = true })), isCpu: false), Is.Not.EqualTo(cpu));
            Assert.That(SessionRevision.Of(On(OnnxExecutionProvider.TensorRt(new() { Float16 = false })), isCpu: false), Is.EqualTo(cpu));
        }
    }

    [Test]
    public void TheSameFilesElsewhereAreTheSameRevision()
    {
        string copy = Copy(_pairs.FullName);
        string vectors = Copy(_vectors.FullName);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Revision(CrossEncoderReranker.Load(copy)), Is.EqualTo(Revision(CrossEncoderReranker.Load(_pairs.FullName))));
            Assert.That(Revision(MultiVectorEncoder.Load(vectors)), Is.EqualTo(Revision(MultiVectorEncoder.Load(_vectors.FullName))));
            var served = At(new CrossEncoderOptions { Server = { ModelName = "m" } });
            Assert.That(Revision(CrossEncoderReranker.LoadServed(copy, served)), Is.EqualTo(Revision(CrossEncoderReranker.LoadServed(_pairs.FullName, served))));
        }

        Directory.Delete(copy, recursive: true);
        Directory.Delete(vectors, recursive: true);
    }

    [TestCase("tokenizer_config.json")]
    [TestCase("tokenizer.json")]
    [TestCase("config.json")]
    public void AFileOfAnotherContentIsAnotherRevision(string file)
    {
        string copy = Copy(_pairs.FullName);
        string before = Revision(CrossEncoderReranker.Load(copy));
        File.AppendAllText(Path.Combine(copy, file), " ");
        Assert.That(Revision(CrossEncoderReranker.Load(copy)), Is.Not.EqualTo(before));
        Directory.Delete(copy, recursive: true);
    }

    [Test]
    public void OtherWeightsOfAProjectionAreAnotherRevision()
    {
        string copy = Copy(_vectors.FullName);
        string before = Revision(MultiVectorEncoder.Load(copy));
        string weights = Path.Combine(copy, "1_Dense", "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Assert.That(Revision(MultiVectorEncoder.Load(copy)), Is.Not.EqualTo(before));
        Directory.Delete(copy, recursive: true);
    }

    private static string[] OptionsOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).Select(property => property.Name)];

    // What the options of a server are, OfAServer tries; which files it has is its own choice.
    private static string[] OptionsOfServed(Type type) => [.. OptionsOf(type).Where(option => option is not (nameof(InferenceOptions.Graph) or nameof(InferenceOptions.Source)))];

    private static void Check<T>(string option, Func<T> make, Func<T, string> revision, object? other = null)
        where T : class
    {
        T changed = make();
        PropertyInfo property = typeof(T).GetProperty(option)!;
        bool isKnown = other is not null || Other.TryGetValue(option, out other);
        Assert.That(
            isKnown || Unchanging.ContainsKey(option), Is.True, $"{typeof(T).Name}.{option} is new: give it another value here and make it part of Revisions, or say why it changes no score.");
        if (isKnown)
        {
            property.SetValue(changed, other);
        }

        Assert.That(revision(changed) != revision(make()), Is.EqualTo(!Unchanging.ContainsKey(option)), string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name}.{option} = {other}"));
    }

    private static string Revision(IReranker reranker)
    {
        using (reranker)
        {
            return reranker.GetService<RerankerMetadata>()!.Revision!;
        }
    }

    private static string Revision(IMultiVectorEncoder encoder)
    {
        using (encoder)
        {
            return encoder.GetService<MultiVectorEncoderMetadata>()!.Revision!;
        }
    }

    private static T At<T>(T options)
        where T : InferenceOptions
    {
        options.Server.Endpoints.Add(new("http://gpu-1:8000"));
        return options;
    }

    private static OnnxSessionOptions SessionWith(string key, string value)
    {
        var session = new OnnxSessionOptions();
        session.ConfigEntries[key] = value;
        return session;
    }

    private static OnnxSessionOptions On(OnnxExecutionProvider provider)
    {
        var session = new OnnxSessionOptions();
        session.ExecutionProviders.Add(provider);
        return session;
    }

    private static TestModelFolder WithTwoGraphs(TestModelOptions options)
    {
        var folder = new TestModelFolder(options);
        File.Copy(folder.File("model.onnx"), folder.File("model_O3.onnx"));
        return folder;
    }

    // With other times, as a download or an unpacked archive has them.
    private static string Copy(string folder)
    {
        string copy = Directory.CreateTempSubdirectory("rerankkit-copy-").FullName;
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetLastWriteTimeUtc(target, new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        return copy;
    }
}
