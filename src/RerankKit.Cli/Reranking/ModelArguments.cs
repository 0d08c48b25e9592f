using System.CommandLine.Parsing;

namespace RerankKit.Cli.Reranking;

/// <summary>The options that say which files of a model are wanted.</summary>
/// <param name="of">What their descriptions begin with, where a command has options of several kinds.</param>
internal sealed class ModelArguments(string of = "model: ")
{
    public Option<string> Revision { get; } = new("--revision")
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

    private readonly ChoiceOption<ModelPrecision> _weights = new(
        "--weights",
        of + "the number format of the weights",
        ("auto", ModelPrecision.Auto),
        ("fp32", ModelPrecision.Float32),
        ("fp16", ModelPrecision.Float16),
        ("int8", ModelPrecision.Int8),
        ("int4", ModelPrecision.Int4));

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> Options => [.. OfFiles, .. OfHub];

    /// <summary>Those that choose among a model's files.</summary>
    public IReadOnlyList<Option> OfFiles => [_weights, _onnxFile];

    /// <summary>Those that mean something for models of the hub alone.</summary>
    public IReadOnlyList<Option> OfHub => [Revision, _acceptNonCommercial];

    /// <summary>Refuses options that exclude one another; for the validators of a command.</summary>
    public void Check(CommandResult result)
    {
        if (result.IsGiven(_onnxFile))
        {
            result.Refuse("--onnx-file, which names the very file", _weights);
        }
    }

    /// <summary>Refuses what means nothing for a model in a folder.</summary>
    /// <exception cref="InputException">The model is a folder, and such an option is given.</exception>
    public void Check(ParseResult result, string model, params IEnumerable<Option> more)
    {
        if (Directory.Exists(model))
        {
            result.Refuse($"'{model}', which is a folder and not a model of the hub", [.. OfHub, .. more]);
        }
    }

    public ModelRequest Read(ParseResult result, string provider = "cpu") => new()
    {
        Revision = result.GetRequiredValue(Revision),
        Precision = _weights.Read(result),
        OnnxFile = result.GetValue(_onnxFile),
        AcceptNonCommercial = result.GetValue(_acceptNonCommercial),
        IsForGpu = !ModelLoader.IsCpu(provider),
    };
}
