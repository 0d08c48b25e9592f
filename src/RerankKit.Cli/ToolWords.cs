using System.Text.RegularExpressions;

namespace RerankKit.Cli;

/// <summary>Says in the tool's words what the library says in its own: options instead of members and keys of configuration.</summary>
internal static partial class ToolWords
{
    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Patience = 1_000;

    // In this order: what a sentence names comes before what any sentence may name.
    private static readonly (Regex Library, string Tool)[] Phrases =
    [
        (Parameter(), ""),
        (KeyOrVariable(), "Set the environment variable ${variable}, or name another that holds the key with --set ApiKeyVariable=NAME."),
        (KeyAlone(), "Name the environment variable that holds the key with --set ApiKeyVariable=NAME."),
        (ChatKey(), "Set the environment variable ${variable}."),
        (Address(), "Give it with --url."),
        (ModelSetting(), "Give it with --model."),
        (SettingOrVariable(), "Give --set ${name}=..., or set the environment variable ${variable}."),
        (SettingAlone(), "Give --set ${name}=...."),
        (Setting(), "--set ${name}"),
        (KnownSettings(), "Known are "),
        (Variable(), "environment variable"),
        (OutOfRange(), "${value}; allowed is "),
        (OrNull(), ""),
        (LeaveNull(), "leave it out"),
        (MaxLength(), "--max-length is "),
        (OnnxFile(), "Name one with --onnx-file"),
        (NonCommercial(), "Give --accept-non-commercial"),
        (CpuFallback(), "--execution-provider cpu runs on the processor instead."),
        (EmbeddingModel(), "An embedding model ranks with rerank --reranker embeddings; give --accept-embedding-model"),
        (Embeddings(), "rerank --reranker embeddings"),
        (Label(), "--label"),
        (Weights(), "Leave out --weights, or use --method convex."),
        (Folds(), "use fewer --folds"),
        (Download(), "HF_HUB_OFFLINE"),
    ];

    public static string Of(string message)
    {
        foreach ((Regex library, string tool) in Phrases)
        {
            message = library.Replace(message, tool);
        }

        return message;
    }

    [GeneratedRegex(@" \(Parameter '[^']*'\)(\r?\nActual value was .*)?", Plain, Patience)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"Set the configuration key '(Options|Client):ApiKey', or the environment variable or configuration key (?<variable>\w+)\.", Plain, Patience)]
    private static partial Regex KeyOrVariable();

    [GeneratedRegex(@"Set the configuration key '(Options|Client):ApiKey'\.", Plain, Patience)]
    private static partial Regex KeyAlone();

    [GeneratedRegex(@"Set ApiKey, or the environment variable or configuration key (?<variable>\w+)\.", Plain, Patience)]
    private static partial Regex ChatKey();

    [GeneratedRegex(@"Set the configuration key '(Options|Client):Endpoint'\.", Plain, Patience)]
    private static partial Regex Address();

    [GeneratedRegex(@"Set the configuration key '(Options|Client):Model'\.", Plain, Patience)]
    private static partial Regex ModelSetting();

    [GeneratedRegex(@"Set the configuration key '(Options|Client):(?<name>[\w:]+)', or the environment variable or configuration key (?<variable>\w+)\.", Plain, Patience)]
    private static partial Regex SettingOrVariable();

    [GeneratedRegex(@"Set the configuration key '(Options|Client):(?<name>[\w:]+)'\.", Plain, Patience)]
    private static partial Regex SettingAlone();

    [GeneratedRegex(@"[Tt]he configuration key '(Options|Client):(?<name>[\w:]+)'", Plain, Patience)]
    private static partial Regex Setting();

    [GeneratedRegex(@"Known in '(Options|Client)(:\w+)?': ", Plain, Patience)]
    private static partial Regex KnownSettings();

    [GeneratedRegex("environment variable or configuration key", Plain, Patience)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<value>'[^']*'): \w+ is [^;]*; allowed is ", Plain, Patience)]
    private static partial Regex OutOfRange();

    [GeneratedRegex(", or null( for [^.;)]*)?", Plain, Patience)]
    private static partial Regex OrNull();

    [GeneratedRegex("leave it null", Plain, Patience)]
    private static partial Regex LeaveNull();

    [GeneratedRegex("^MaxLength is ", Plain, Patience)]
    private static partial Regex MaxLength();

    [GeneratedRegex("Name one with OnnxFile", Plain, Patience)]
    private static partial Regex OnnxFile();

    [GeneratedRegex(@"Set AcceptNonCommercial \(or --accept-non-commercial\)", Plain, Patience)]
    private static partial Regex NonCommercial();

    [GeneratedRegex(@"Set AllowCpuFallback to run on the CPU instead\.", Plain, Patience)]
    private static partial Regex CpuFallback();

    [GeneratedRegex(@"An embedding model ranks with AddEmbeddings, or TextEmbeddingGenerator and EmbeddingReranker; set MultiVectorEncoderOptions\.AcceptEmbeddingModel", Plain, Patience)]
    private static partial Regex EmbeddingModel();

    [GeneratedRegex("AddEmbeddings, or TextEmbeddingGenerator and EmbeddingReranker", Plain, Patience)]
    private static partial Regex Embeddings();

    [GeneratedRegex(@"(CrossEncoderOptions\.Label|^Label)\b", Plain, Patience)]
    private static partial Regex Label();

    [GeneratedRegex(@"Leave Weights null, or use ConvexCombination\.", Plain, Patience)]
    private static partial Regex Weights();

    [GeneratedRegex("use fewer folds", Plain, Patience)]
    private static partial Regex Folds();

    [GeneratedRegex(@"HF_HUB_OFFLINE or IsOffline|HF_HUB_OFFLINE, IsOffline or LocalFilesOnly", Plain, Patience)]
    private static partial Regex Download();
}
