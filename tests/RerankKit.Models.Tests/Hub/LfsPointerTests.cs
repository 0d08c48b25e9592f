using RerankKit.Models.Tests.StaticEncoding;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.Models;

/// <summary>A folder that was cloned without Git LFS is said to be one, whichever file is a pointer and whoever reads it.</summary>
public class LfsPointerTests
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:6fd5d72fe4589f189f8ebc006442dbb529bb7ce38f8082112682524616046452\nsize 90893304\n";

    [TestCase("model.onnx")]
    [TestCase("tokenizer.json")]
    [TestCase("config.json")]
    [TestCase("tokenizer_config.json")]
    public void ACrossEncoderIsNotLoadedFromPointers(string file)
    {
        using var model = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert));
        File.WriteAllText(model.File(file), Pointer);
        AssertNamed(() => CrossEncoderReranker.Load(model.FullName), file);
    }

    [TestCase("model.onnx")]
    [TestCase("modules.json")]
    [TestCase("config_sentence_transformers.json")]
    [TestCase("1_Dense/config.json")]
    [TestCase("1_Dense/model.safetensors")]
    public void ALateInteractionModelIsNotLoadedFromPointers(string file)
    {
        using var model = new TestModelFolder(EncoderCases.SentenceTransformers.Model);
        File.WriteAllText(model.File(file.Split('/')), Pointer);
        AssertNamed(() => MultiVectorEncoder.Load(model.FullName), file.Split('/')[^1]);
    }

    [Test]
    public void AServedModelIsNotLoadedFromPointers()
    {
        using var model = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert));
        File.WriteAllText(model.File("tokenizer.json"), Pointer);
        var options = new CrossEncoderOptions();
        options.Server.Endpoints.Add(new("http://localhost:8000"));
        AssertNamed(() => CrossEncoderReranker.LoadServed(model.FullName, options), "tokenizer.json");
    }

    [TestCase("token-vectors.bin")]
    [TestCase("vocab.txt")]
    public void AStaticEncoderIsNotLoadedFromPointers(string file)
    {
        using var folder = new StaticTokenFolder();
        File.WriteAllText(Path.Combine(folder.FullName, file), Pointer);
        AssertNamed(() => folder.Load(), file);
    }

    [TestCase("tokenizer.json")]
    [TestCase("tokenizer.json.gz")]
    [TestCase("vocab.txt")]
    [TestCase("spm.model")]
    public void ATokenizerIsNotLoadedFromAPointer(string file) => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, file), Pointer);
        AssertNamed(() => HuggingFaceTokenizer.Load(folder), file);
        AssertNamed(() => HuggingFaceTokenizer.Load(Path.Combine(folder, file)), file);
    });

    [Test]
    public void MergesArePartOfTheTokenizer() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "vocab.json"), """{"a":0}""");
        File.WriteAllText(Path.Combine(folder, "merges.txt"), Pointer);
        AssertNamed(() => HuggingFaceTokenizer.Load(folder), "merges.txt");
    });

    [Test]
    public void ExternalWeightsArePartOfTheGraph()
    {
        using var model = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert));
        File.WriteAllBytes(model.File("model.onnx"), HubModel.GraphWithWeightsIn("model.onnx_data"));
        File.WriteAllText(model.File("model.onnx_data"), Pointer);
        AssertNamed(() => CrossEncoderReranker.Load(model.FullName), "model.onnx_data");
    }

    [Test]
    public void TheMessageSaysHowLargeTheFileIsAndHowToGetIt() => InFolder(folder =>
    {
        string path = Path.Combine(folder, "vocab.txt");
        File.WriteAllText(path, Pointer);
        InvalidDataException? refused = Assert.Throws<InvalidDataException>(() => HuggingFaceTokenizer.Load(path));
        Assert.That(refused!.Message, Does.Contain(path).And.Contain("90,893,304 bytes").And.Contain("git lfs pull").And.Contain("rerankkit models pull"));
    });

    [Test]
    public void ALinkToAPointerIsFollowed() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "blob"), Pointer);
        File.CreateSymbolicLink(Path.Combine(folder, "vocab.txt"), Path.Combine(folder, "blob"));
        AssertNamed(() => HuggingFaceTokenizer.Load(folder), "vocab.txt");
    });

    [TestCase("")]
    [TestCase("version 2")]
    [TestCase("version https://git-lfs.github.com/spe")]
    public void OtherSmallFilesAreLeftToTheirReaders(string content) => InFolder(folder =>
    {
        string path = Path.Combine(folder, "file");
        File.WriteAllText(path, content);
        Assert.That(() => LfsPointer.Refuse(path), Throws.Nothing);
        Assert.That(() => LfsPointer.Refuse(Path.Combine(folder, "none")), Throws.Nothing);
        File.WriteAllText(path, Pointer + new string(' ', 2_000));
        Assert.That(() => LfsPointer.Refuse(path), Throws.Nothing, "longer than any pointer");
    });

    private static void AssertNamed(Action load, string file) => Assert.That(
        load, Throws.TypeOf<InvalidDataException>().With.Message.Contains("Git LFS pointer").And.Message.Contains(file).And.Message.Contains("git lfs pull"));

    private static void InFolder(Action<string> test)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rerankkit-lfs-");
        try
        {
            test(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
