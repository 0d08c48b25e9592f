using RerankKit.ModelDoubles;
using RerankKit.TestModels;

namespace RerankKit.Journeys;

/// <summary>A hub on this machine that has the models of which the pages speak: their names and files, with small seeded weights.</summary>
internal sealed class JourneyHub : IDisposable
{
    private readonly HubDouble _hub = new();
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("rerankkit-hub-");

    public JourneyHub()
    {
        TestModelOptions bert = FreshFolder.Bert with { OnnxFolder = true };
        Add("cross-encoder/ms-marco-MiniLM-L6-v2", bert, bert with { Quantization = TestQuantization.UnsignedPerChannel, FileName = "model_int8.onnx" });
        Add("lightonai/GTE-ModernColBERT-v1", FreshFolder.Colbert with { OnnxFolder = true });
        Add("onnx-community/Qwen3-Reranker-0.6B-ONNX", TestModelPresets.Tiny(TestArchitecture.Qwen3) with { MaxPositions = 512, Head = TestHead.Vocabulary, OnnxFolder = true });
    }

    /// <summary>What a process needs to take this hub and a cache of its own.</summary>
    public Dictionary<string, string> Environment => new() { ["HF_ENDPOINT"] = _hub.Address.AbsoluteUri.TrimEnd('/'), ["HF_HOME"] = _cache.FullName, ["HF_HUB_OFFLINE"] = "" };

    public void Dispose()
    {
        _hub.Dispose();
        _cache.Delete(recursive: true);
    }

    private void Add(string id, params TestModelOptions[] variants)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rerankkit-model-");
        foreach (TestModelOptions options in variants)
        {
            TestModel.Write(folder.FullName, options);
        }

        var model = new HubModel(id);
        model.Commit("main", [.. folder.GetFiles("*", SearchOption.AllDirectories).Select(file => new HubModelFile(
            Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'),
            File.ReadAllBytes(file.FullName),
            IsLarge: file.Extension == ".onnx"))]);
        _hub.Add(model);
        folder.Delete(recursive: true);
    }
}
