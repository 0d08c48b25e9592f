using System.CommandLine;
using RerankKit.Cli.Options;
using RerankKit.Onnx;

namespace RerankKit.Cli.Reranking;

/// <summary>The options that say which files of a model are wanted.</summary>
/// <param name="of">What their descriptions begin with, where a command has options of several kinds.</param>
/// <param name="precisionName">What the number format of the weights is called.</param>
internal sealed class ModelArguments(string of = "model: ", string precisionName = "--precision")
{
    private readonly Option<string> _revision = new("--revision")
    {
        Description = of + "a branch, tag or commit of the hub.",
        HelpName = "name",
        DefaultValueFactory = _ => new ModelRequest().Revision,
    };

    private readonly Option<string> _onnxFile = new("--onnx-file") { Description = of + "the ONNX file, by its path in the model's folder.", HelpName = "path" };

    private readonly Option<bool> _acceptNonCommercial = new("--accept-non-commercial")
    {
        Description = of + "take weights whose licence forbids commercial use.",
    };

    private readonly ChoiceOption<ModelPrecision> _precision = new(
        precisionName,
        of + "the number format of the weights",
        ("auto", ModelPrecision.Auto),
        ("fp32", ModelPrecision.Float32),
        ("fp16", ModelPrecision.Float16),
        ("int8", ModelPrecision.Int8),
        ("int4", ModelPrecision.Int4));

    public IReadOnlyList<Option> Options => [_precision, _onnxFile, _revision, _acceptNonCommercial];

    public ModelRequest Read(ParseResult result, string provider = "cpu") => new()
    {
        Revision = result.GetRequiredValue(_revision),
        Precision = _precision.Read(result),
        OnnxFile = result.GetValue(_onnxFile),
        AcceptNonCommercial = result.GetValue(_acceptNonCommercial),
        IsForGpu = !ModelLoader.IsCpu(provider),
    };
}
