using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace RerankKit.Journeys;

/// <summary>The C# of README.md and docs in an application that has the packages and nothing else of the repository: all of it compiles, what can be run is run.</summary>
public sealed class CSharpBlocksTests : IDisposable
{
    private static readonly CodeBlock[] Settings = [.. CodeBlock.All.Where(block => block.Language == "json")];

    // Settings that no code of their page reads are read as any are.
    private static readonly CodeBlock[] Blocks =
    [
        .. CodeBlock.All.Where(block => block.Language == "csharp"),
        .. Settings.Where(block => SettingsOf(block.Page) != block || !CodeBlock.All.Any(code => code.Page == block.Page && code.Text.Contains("configuration.GetSection", StringComparison.Ordinal)))
            .Select(block => block with { Lines = ["services.AddOnnxRerankers().AddMiniLMModel().AddEmbeddedReranker().AddRemoteRerankers().AddReranking(configuration.GetSection(\"Reranking\"));"] }),
    ];

    private static readonly ListedReasons NotRun = new("blocks-not-run.txt");
    private static readonly string[] Keys =
        ["CO_API_KEY", "AZURE_COHERE_API_KEY", "JINA_API_KEY", "VOYAGE_API_KEY", "MXBAI_API_KEY", "PINECONE_API_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "JUDGE_KEY"];

    private readonly FreshFolder _folder = new();
    private Dictionary<string, string?> _failures = [];

    private static IEnumerable<TestCaseData> Run() =>
        Blocks.Where(block => NotRun.Of(block.Page, block.Lines[0]) is null).Select(block => new TestCaseData(block).SetArgDisplayNames(block.ToString()));

    [OneTimeSetUp]
    public void BuildAndRun()
    {
        _folder.WriteAll();
        WriteApplication();
        Command.Run(_folder[""], "dotnet", "build", "--nologo", "--verbosity", "quiet", "--configuration", "Debug", "-p:UseAppHost=false");

        using var hub = new JourneyHub();
        string output = Command.Run(
            _folder[""],
            new Dictionary<string, string>([.. hub.Environment, .. Keys.Select(name => KeyValuePair.Create(name, "key"))]),
            "dotnet",
            ["exec", Path.Combine("bin", "Debug", "net10.0", "Application.dll"), .. Run().Select(data => TypeName((CodeBlock)data.Arguments[0]!))]);
        _failures = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith("{\"Block\"", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("Block").GetString()!, line => line.GetProperty("Failure").GetString());
    }

    public void Dispose() => _folder.Dispose();

    [TestCaseSource(nameof(Run))]
    public void ABlockCompilesAndRunsAndWhatItRegistersReranks(object block)
    {
        Assert.That(_failures, Does.ContainKey(TypeName((CodeBlock)block)), "It did not come to its end.");
        Assert.That(_failures[TypeName((CodeBlock)block)], Is.Null);
    }

    [Test]
    public void EveryBlockThatIsNotRunIsListedWithItsReason() => NotRun.AreAllFor([.. Blocks.Select(block => (block.Page, block.Lines[0]))]);

    private static CodeBlock? SettingsOf(string page) => Settings.FirstOrDefault(block => block.Page == page);

    private static string TypeName(CodeBlock block) => $"{CompletedBlock.Class(block)}_.{CompletedBlock.Class(block)}";

    private void WriteApplication()
    {
        string[] others =
        [
            "NUnit", "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Instrumentation.AspNetCore", "Microsoft.ML.OnnxRuntime", "Microsoft.Extensions.Caching.StackExchangeRedis",
            "Microsoft.Extensions.Http.Resilience",
        ];
        PackedPackages.WriteApplication(
            _folder[""],
            "Microsoft.NET.Sdk.Web",
            [
                .. RepositoryRoot.Libraries.Select(library => (library, PackedPackages.Version)),
                .. others.Select(package => (package, PackedPackages.VersionOf(package))),
            ]);
        string[] namespaces = ["NUnit.Framework", "Microsoft.Extensions.VectorData", "SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions", "OpenTelemetry.Metrics", "OpenTelemetry.Trace", "Journey", .. RepositoryRoot.Libraries.SelectMany(Namespaces)];
        string usings = string.Concat(namespaces.Distinct(StringComparer.Ordinal).Select(name => $"using {name};\n"));
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Application")))
        {
            File.WriteAllText(_folder[Path.GetFileName(file)], usings + File.ReadAllText(file));
        }

        foreach (CodeBlock block in Blocks)
        {
            File.WriteAllText(_folder[CompletedBlock.Class(block) + ".cs"], CompletedBlock.Complete(block, usings, Settings.FirstOrDefault(settings => settings.ToString() == block.ToString()) ?? SettingsOf(block.Page)));
        }
    }

    // Those of the package's public types.
    private static string[] Namespaces(string library)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(PackedPackages.Feed, $"{library}.{PackedPackages.Version}.nupkg"));
        using var content = new MemoryStream();
        using (Stream entry = package.GetEntry($"lib/net10.0/{library}.dll")!.Open())
        {
            entry.CopyTo(content);
        }

        content.Position = 0;
        using var assembly = new PEReader(content);
        MetadataReader metadata = assembly.GetMetadataReader();
        return
        [
            .. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Where(type => (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
                .Select(type => metadata.GetString(type.Namespace))
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
