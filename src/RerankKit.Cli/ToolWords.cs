using System.Text.RegularExpressions;

namespace RerankKit.Cli;

/// <summary>Says in the tool's words what the library says in its own: options instead of members and keys of configuration.</summary>
internal static class ToolWords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // In this order: what a sentence names comes before what any sentence may name.
    private static readonly (Regex Library, string Tool)[] Phrases =
    [
        Phrase(@" \(Parameter '[^']*'\)(\r?\nActual value was .*)?", ""),
        Phrase(
            @"Set the configuration key '(Options|Client):ApiKey', or the environment variable or configuration key (?<variable>\w+)\.",
            "Set the environment variable ${variable}, or name another that holds the key with --set ApiKeyVariable=NAME."),
        Phrase(@"Set the configuration key '(Options|Client):ApiKey'\.", "Name the environment variable that holds the key with --set ApiKeyVariable=NAME."),
        Phrase(@"Set ApiKey, or the environment variable or configuration key (?<variable>\w+)\.", "Set the environment variable ${variable}."),
        Phrase(@"Set the configuration key '(Options|Client):Endpoint'\.", "Give it with --url."),
        Phrase(@"Set the configuration key '(Options|Client):Model'\.", "Give it with --model."),
        Phrase(
            @"Set the configuration key '(Options|Client):(?<name>[\w:]+)', or the environment variable or configuration key (?<variable>\w+)\.",
            "Give --set ${name}=..., or set the environment variable ${variable}."),
        Phrase(@"Set the configuration key '(Options|Client):(?<name>[\w:]+)'\.", "Give --set ${name}=...."),
        Phrase(@"[Tt]he configuration key '(Options|Client):(?<name>[\w:]+)'", "--set ${name}"),
        Phrase(@"Known in '(Options|Client)(:\w+)?': ", "Known are "),
        Phrase("environment variable or configuration key", "environment variable"),
        Phrase(@"(?<value>'[^']*'): \w+ is [^;]*; allowed is ", "${value}; allowed is "),
        Phrase(", or null( for [^.;)]*)?", ""),
        Phrase("leave it null", "leave it out"),
        Phrase("^MaxLength is ", "--max-length is "),
        Phrase("Name one with OnnxFile", "Name one with --onnx-file"),
        Phrase(@"Set AcceptNonCommercial \(or --accept-non-commercial\)", "Give --accept-non-commercial"),
        Phrase(@"Set AllowCpuFallback to run on the CPU instead\.", "--execution-provider cpu runs on the processor instead."),
        Phrase(
            @"An embedding model ranks with AddEmbeddings, or TextEmbeddingGenerator and EmbeddingReranker; set MultiVectorEncoderOptions\.AcceptEmbeddingModel",
            "An embedding model ranks with rerank --reranker embeddings; give --accept-embedding-model"),
        Phrase("AddEmbeddings, or TextEmbeddingGenerator and EmbeddingReranker", "rerank --reranker embeddings"),
        Phrase(@"(CrossEncoderOptions\.Label|^Label)\b", "--label"),
        Phrase(@"Leave Weights null, or use ConvexCombination\.", "Leave out --weights, or use --method convex."),
        Phrase("use fewer folds", "use fewer --folds"),
        Phrase("HF_HUB_OFFLINE or IsOffline|HF_HUB_OFFLINE, IsOffline or LocalFilesOnly", "HF_HUB_OFFLINE"),
    ];

    public static string Of(string message) => Phrases.Aggregate(message, static (text, phrase) => phrase.Library.Replace(text, phrase.Tool));

    // Compiled when something has gone wrong, not before.
    private static (Regex Library, string Tool) Phrase(string library, string tool) =>
        (new(library, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience), tool);
}
