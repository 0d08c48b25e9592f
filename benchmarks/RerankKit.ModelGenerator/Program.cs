using System.Diagnostics;
using System.Globalization;
using RerankKit.PublishedModels;
using RerankKit.TestModels;

const string Usage = """
    Writes reranker models with real graphs and seeded random weights: as fast as trained ones, but their scores mean nothing.
    all-MiniLM-L6-v2 or snowflake-arctic-embed-xs, fp32 or int8-per-channel: the model with its real weights instead, for late interaction, or with
    --embedding as the embedding model that it is.

    dotnet run -c Release --project benchmarks/RerankKit.ModelGenerator -- <model> <precision> <folder> [options]

      --tokenizer <path>   copies the tokenizer files of a folder, or one file, instead of writing a seeded tokenizer
      --seed <number>      other weights (default 1)
      --labels <number>    labels of the classifier (default 1)
      --external-data      weights in a second file, model.onnx_data
      --onnx-folder        the graph in the subfolder onnx, as most repositories have it

    """;

var published = new Dictionary<string, PublishedModel>(StringComparer.OrdinalIgnoreCase)
{
    ["all-MiniLM-L6-v2"] = PublishedModel.MiniLM,
    ["snowflake-arctic-embed-xs"] = PublishedModel.ArcticXs,
};
var precisions = new Dictionary<string, TestQuantization>(StringComparer.OrdinalIgnoreCase)
{
    ["fp32"] = TestQuantization.None,
    ["int8"] = TestQuantization.SignedPerTensor,
    ["int8-per-channel"] = TestQuantization.SignedPerChannel,
    ["int8-weights"] = TestQuantization.SignedWeightsOnly,
    ["uint8"] = TestQuantization.UnsignedPerTensor,
    ["uint8-per-channel"] = TestQuantization.UnsignedPerChannel,
};
if (args is [_, "fp32" or "int8-per-channel", string folder, .. ([] or ["--embedding"]) and var kind] && published.TryGetValue(args[0], out PublishedModel? real))
{
    bool isQuantized = args[1] != "fp32";
    if (kind.Length == 0)
    {
        real.WriteLateInteraction(folder, isQuantized: isQuantized);
    }
    else
    {
        real.WriteEmbedding(folder, isQuantized: isQuantized);
    }

    return 0;
}

if (args.Length < 3 || !TestModelPresets.Named.TryGetValue(args[0], out TestModelOptions? options) || !precisions.TryGetValue(args[1], out TestQuantization quantization))
{
    Console.Error.WriteLine(Usage);
    Console.Error.WriteLine($"  models: {string.Join(", ", TestModelPresets.Named.Keys.Concat(published.Keys))}");
    Console.Error.WriteLine($"  precisions: {string.Join(", ", precisions.Keys)}");
    return 1;
}

options = options with { Quantization = quantization };
for (int i = 3; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--tokenizer" when i + 1 < args.Length:
            options = options with { TokenizerFiles = args[++i] };
            break;
        case "--seed" when i + 1 < args.Length && ulong.TryParse(args[i + 1], CultureInfo.InvariantCulture, out ulong seed):
            options = options with { Seed = seed };
            i++;
            break;
        case "--labels" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out int labels):
            options = options with { Labels = labels };
            i++;
            break;
        case "--external-data":
            options = options with { ExternalData = true };
            break;
        case "--onnx-folder":
            options = options with { OnnxFolder = true };
            break;
        default:
            Console.Error.WriteLine($"'{args[i]}' is no option, or lacks its value.{Environment.NewLine}{Usage}");
            return 1;
    }
}

long start = Stopwatch.GetTimestamp();
TestModel.Write(args[2], options);
long bytes = new DirectoryInfo(args[2]).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{args[0]} {args[1]}: {bytes / 1e6:N1} MB in {args[2]}, {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s"));
return 0;
