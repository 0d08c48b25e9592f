using RerankKit.TestModels;

namespace RerankKit.Packaging.Tests;

/// <summary>samples/model-folders shows which files a model of each kind is made of: the text files of a generated model, which the engine's own tests load and score.</summary>
public sealed class SampleModelFoldersTests
{
    private static readonly string Samples = Path.Combine(RepositoryRoot.Path, "samples", "model-folders");
    private static readonly string[] Weights = [".onnx", ".safetensors"];

    private static readonly Dictionary<string, TestModelOptions> Kinds = new()
    {
        ["cross-encoder"] = Small with { Activation = "torch.nn.modules.linear.Identity" },
        ["decoder"] = TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Vocabulary = 600, Head = TestHead.Vocabulary },
        ["colbert-stanford"] = Late(TestLateInteractionStyle.Stanford, TestHead.HiddenStates),
        ["colbert-pylate"] = Late(TestLateInteractionStyle.PyLate, TestHead.HiddenStates),
        ["colbert-sentence-transformers"] = Late(TestLateInteractionStyle.SentenceTransformers, TestHead.HiddenStates),
        ["colbert-next-plaid"] = Late(TestLateInteractionStyle.NextPlaid, TestHead.TokenVectors),
    };

    private static TestModelOptions Small => new() { Vocabulary = 600 };

    private static IEnumerable<string> Names => Kinds.Keys;

    [TestCaseSource(nameof(Names))]
    public void ASampleFolderIsThatOfAModelThatLoads(string name)
    {
        string folder = Directory.CreateTempSubdirectory("rerankkit-sample-").FullName;
        try
        {
            TestModel.Write(folder, Kinds[name]);
            string sample = Path.Combine(Samples, name);
            string[] texts = [.. Files(folder).Where(file => !Weights.Contains(Path.GetExtension(file)))];
            if (Environment.GetEnvironmentVariable("RERANKKIT_UPDATE_SAMPLES") == "1")
            {
                foreach (string file in texts)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(sample, file))!);
                    File.Copy(Path.Combine(folder, file), Path.Combine(sample, file), overwrite: true);
                }
            }

            Assert.That(Files(sample), Is.EqualTo(texts), "Run the test with RERANKKIT_UPDATE_SAMPLES=1 and commit what it writes.");
            foreach (string file in texts)
            {
                Assert.That(File.ReadAllText(Path.Combine(sample, file)), Is.EqualTo(File.ReadAllText(Path.Combine(folder, file))), file);
            }

            string readme = File.ReadAllText(Path.Combine(Samples, "README.md"));
            Assert.That(readme, Does.Contain($"`{name}`"));
            foreach (string file in Files(folder))
            {
                Assert.That(readme, Does.Contain(Path.GetFileName(file)), $"{file} is not told of");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TestModelOptions Late(TestLateInteractionStyle style, TestHead head) => Small with { Head = head, LateInteraction = new() { Style = style } };

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
