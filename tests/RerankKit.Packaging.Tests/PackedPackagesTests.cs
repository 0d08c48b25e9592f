using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RerankKit.TestModels;

namespace RerankKit.Packaging.Tests;

/// <summary>The packages as a user gets them: packed, put into a folder feed, consumed by an application that knows nothing of the repository.</summary>
public class PackedPackagesTests
{
    private static readonly string[] Libraries = RepositoryRoot.Libraries;
    private string _folder = "";

    private static string Feed => PackedPackages.Feed;

    private static string Version => PackedPackages.Version;

    [OneTimeSetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("rerankkit-packages-").FullName;

    [OneTimeTearDown]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Libraries))]
    public void APackageHoldsReadmeDocumentationLicenceAndSymbols(string package)
    {
        string[] entries = Entries($"{package}.{Version}.nupkg");
        Assert.That(entries, Does.Contain("README.md").And.Contain("icon.png"));
        Assert.That(entries, Does.Contain($"lib/net10.0/{package}.dll"));
        Assert.That(entries, Does.Contain($"lib/net10.0/{package}.xml"));
        Assert.That(Entries($"{package}.{Version}.snupkg"), Does.Contain($"lib/net10.0/{package}.pdb"));

        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(Feed, $"{package}.{Version}.nupkg"));
        using Stream stream = archive.GetEntry($"{package}.nuspec")!.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.That(Value("license"), Is.EqualTo(package is "RerankKit.Embedded" or "RerankKit.MiniLM" ? "MIT AND Apache-2.0" : "MIT"), "what is made of weights under Apache-2.0 says so");
        Assert.That(Value("readme"), Is.EqualTo("README.md"));
        Assert.That(Value("icon"), Is.EqualTo("icon.png"));
        Assert.That(Value("projectUrl"), Does.StartWith("https://"));
        Assert.That(Value("description"), Is.Not.Empty);
    }

    [TestCaseSource(nameof(Libraries))]
    public void ThePackedReadmesLinksAreAbsoluteAndItsTextIsTheRepositorys(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(Feed, $"{package}.{Version}.nupkg"));
        using var reader = new StreamReader(archive.GetEntry("README.md")!.Open());
        string packed = reader.ReadToEnd();
        MatchCollection links = Regex.Matches(packed, @"\]\((?<link>[^)]+)\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        Assert.That(links, Has.Count.GreaterThan(10));
        Assert.That(links.Select(link => link.Groups["link"].Value), Has.All.StartsWith("https://"));
        Assert.That(packed, Does.Contain($"/blob/v{Version}/docs/pipeline.md)"));
        string original = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md"));
        Assert.That(Words(packed), Is.EqualTo(Words(original)));

        static string Words(string text) => Regex.Replace(text, @"\]\([^)]+\)", "]", RegexOptions.NonBacktracking).Trim();
    }

    [Test]
    public void NoLibraryCarriesNativeCodeOrTestData()
    {
        Assert.That(Directory.EnumerateFiles(Feed, "*.nupkg").ToArray(), Has.Length.EqualTo(Libraries.Length + 2), "the libraries, the tool, the templates");
        Assert.That(Libraries.SelectMany(library => Entries($"{library}.{Version}.nupkg")), Has.None.Matches<string>(IsNative));
    }

    [Test]
    public void TheToolCarriesTheNativeLibraryOfEveryPlatformThatItRunsOn()
    {
        string[] libraries = [.. Entries($"RerankKit.Cli.{Version}.nupkg").Where(IsNative)];
        foreach (string platform in (string[])["linux-x64", "linux-arm64", "osx-arm64", "win-x64", "win-arm64"])
        {
            Assert.That(libraries, Has.Some.Contains($"/runtimes/{platform}/native/"), platform);
        }

        Assert.That(libraries, Has.None.Contains("android").And.None.Contains("/ios/"));
    }

    [TestCaseSource(nameof(Libraries))]
    public void OurPackagesAskForEachOtherInTheirOwnVersionAndNoOther(string package)
    {
        (string Id, string Version)[] ours = [.. Dependencies(package).Where(dependency => dependency.Id.StartsWith("RerankKit", StringComparison.Ordinal))];
        Assert.That(ours.Select(dependency => dependency.Version), Is.All.EqualTo($"[{Version}]"));
        Assert.That(
            ours.Select(dependency => dependency.Id),
            Is.EquivalentTo(XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", package, $"{package}.csproj")).Descendants("ProjectReference")
                .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))));
    }

    [TestCase("RerankKit.Abstractions")]
    [TestCase("RerankKit.Evaluation")]
    [TestCase("RerankKit.Fusion")]
    [TestCase("RerankKit.Tokenizers")]
    public void WhoOnlyEvaluatesFusesOrTokenizesPullsNeitherPollyNorThePipelineNorChatClients(string package)
    {
        string[] all = [.. Closure(package).Distinct()];
        Assert.That(all, Has.None.StartsWith("Polly").And.None.EqualTo("Microsoft.Extensions.AI").And.None.EqualTo("RerankKit"), string.Join(", ", all));
    }

    [Test]
    public void AFreshApplicationUsesThePackages()
    {
        string application = Path.Combine(_folder, "application");
        PackedPackages.WriteApplication(
            application,
            "Microsoft.NET.Sdk",
            [
                ("RerankKit", Version),
                ("RerankKit.Evaluation", Version),
                ("Microsoft.Extensions.DependencyInjection", PackedPackages.VersionOf("Microsoft.Extensions.DependencyInjection")),
            ]);
        File.WriteAllText(Path.Combine(application, "Program.cs"), """
            using Microsoft.Extensions.DependencyInjection;
            using RerankKit;
            using RerankKit.Evaluation;

            var services = new ServiceCollection();
            services.AddReranking().AddLexical().UseStandardPipeline();
            using ServiceProvider provider = services.BuildServiceProvider();
            RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync(
                "rotate the signing key",
                ["The billing page lists invoices.", "How to rotate a signing key.", "Keys and locks."]);
            Console.WriteLine($"best {response.Results[0].Index} of {response.Results.Count}, {typeof(Qrels).Name}");
            """);

        string output = Command.Run(application, "dotnet", "run");

        Assert.That(output, Does.Contain("best 1 of 3, Qrels"));
    }

    [TestCase(false, "managed")]
    [TestCase(true, "onnx")]
    public void AFreshApplicationRanksWithTheNeuralModelInItsPackage(bool hasRuntime, string engine)
    {
        string application = WriteNeural(hasRuntime);
        string output = Command.Run(application, "dotnet", "run");
        Assert.That(output, Does.Contain($"best: Credentials, by {engine}"));
    }

    // In a network of its own, in which there is nothing but the process: no feed, no hub. What others' packages need comes out of this machine's folder of packages.
    [Test]
    [Platform("Linux")]
    public void ItIsRestoredBuiltAndRunWithoutANetwork()
    {
        if (!CanBeAlone())
        {
            Assert.Ignore("No process can have a network of its own here (unshare --net).");
        }

        string application = WriteNeural(hasRuntime: false);
        PackedPackages.WriteFeed(application, isAlone: true);
        Alone(application, "dotnet", "build", "--output", "out", "-m:1", "-nodeReuse:false", "--disable-build-servers");
        Assert.That(Alone(application, "dotnet", "out/Application.dll"), Does.Contain("best: Credentials, by managed"));
    }

    [Test]
    public void TheNeuralPackageBringsNoNativeLibrary() =>
        Assert.That(Closure("RerankKit.MiniLM").Distinct(), Does.Contain("Microsoft.ML.OnnxRuntime.Managed").And.Not.Contain("Microsoft.ML.OnnxRuntime"));

    private string WriteNeural(bool hasRuntime)
    {
        string application = Directory.CreateDirectory(Path.Combine(_folder, $"neural-{Guid.NewGuid():N}")).FullName;
        (string, string)[] runtime = hasRuntime ? [("Microsoft.ML.OnnxRuntime", PackedPackages.VersionOf("Microsoft.ML.OnnxRuntime"))] : [];
        PackedPackages.WriteApplication(application, "Microsoft.NET.Sdk", [("RerankKit.MiniLM", Version), .. runtime]);
        File.WriteAllText(Path.Combine(application, "Program.cs"), """
            using RerankKit;
            using RerankKit.MiniLM;

            string[] passages =
            [
                "Change the oil of the car every year.",
                "Credentials are renewed on the security page of your account.",
            ];
            using IReranker reranker = MiniLMReranker.Create();
            RerankResponse response = await reranker.RerankAsync("how do I change my password", passages);
            Console.WriteLine($"best: {passages[response.Results[0].Index].Split(' ')[0]}, by {reranker.GetService<MultiVectorEncoderMetadata>()!.ProviderName}");
            """);
        return application;
    }

    private static bool CanBeAlone()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("unshare", ["--map-root-user", "--net", "true"]) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static string Alone(string folder, params string[] command) => Command.Run(folder, "unshare", ["--map-root-user", "--net", .. command]);

    [Test]
    public void TheNeuralModelsPackageHoldsItsFilesAndNotice()
    {
        string[] model = [.. Entries($"RerankKit.MiniLM.{Version}.nupkg").Where(entry => entry.StartsWith("model/", StringComparison.Ordinal))];
        Assert.That(model, Does.Contain("model/onnx/model_quantized.onnx").And.Contain("model/vocab.txt").And.Contain("model/1_Pooling/config.json"));
        Assert.That(Entries($"RerankKit.MiniLM.{Version}.nupkg"), Does.Contain("NOTICE").And.Contain("buildTransitive/RerankKit.MiniLM.targets"));
        Assert.That(new FileInfo(Path.Combine(Feed, $"RerankKit.MiniLM.{Version}.nupkg")).Length, Is.LessThan(25_000_000));
    }

    [Test]
    public void TheToolInstallsAndRuns()
    {
        string tools = Path.Combine(_folder, "tools");
        Command.Run(_folder, "dotnet", "tool", "install", "RerankKit.Cli", "--tool-path", tools, "--add-source", Feed, "--version", Version);

        string tool = Path.Combine(tools, "rerankkit");
        Assert.That(Command.Run(_folder, tool, "--help"), Does.Contain("eval").And.Contain("fuse").And.Contain("rerank"));

        // A model, with the native library out of the tool's own package.
        string model = Path.Combine(_folder, "model");
        TestModel.Write(model, TestModelPresets.Tiny(TestArchitecture.Bert));
        string collection = Directory.CreateDirectory(Path.Combine(_folder, "collection")).FullName;
        File.WriteAllText(Path.Combine(collection, "corpus.jsonl"), """{"_id": "a", "text": "keys and locks"}""" + "\n" + """{"_id": "b", "text": "rotate a key"}""" + "\n");
        File.WriteAllText(Path.Combine(collection, "queries.jsonl"), """{"_id": "q", "text": "rotate the key"}""" + "\n");
        File.WriteAllText(Path.Combine(collection, "qrels.tsv"), "query-id\tcorpus-id\tscore\nq\tb\t1\n");
        File.WriteAllText(Path.Combine(collection, "first.run"), "q Q0 a 1 2.0 first\nq Q0 b 2 1.0 first\n");
        string run = Command.Run(collection, tool, "rerank", "--model", model, "--dataset", ".", "--run", "first.run", "--output", "-");
        Assert.That(run.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2).And.All.StartsWith("q Q0 "), run);
    }

    private static IEnumerable<(string Id, string Version)> Dependencies(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(Feed, $"{package}.{Version}.nupkg"));
        using Stream stream = archive.GetEntry($"{package}.nuspec")!.Open();
        return
        [
            .. XDocument.Load(stream).Descendants().Where(element => element.Name.LocalName == "dependency")
                .Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value)),
        ];
    }

    // Our own packages to the end; what others bring along is theirs.
    private static IEnumerable<string> Closure(string package) => Dependencies(package).SelectMany(dependency =>
        dependency.Id.StartsWith("RerankKit", StringComparison.Ordinal) ? Closure(dependency.Id).Prepend(dependency.Id) : [dependency.Id]);

    private static bool IsNative(string file)
    {
        string name = Path.GetFileName(file);
        return file.Contains("/native/", StringComparison.Ordinal)
            || name.Contains(".so", StringComparison.Ordinal)
            || name.EndsWith(".dylib", StringComparison.Ordinal)
            || name is "onnxruntime.dll";
    }

    private static string[] Entries(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(Feed, file));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
