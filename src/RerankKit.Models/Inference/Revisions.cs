namespace RerankKit.Models;

/// <summary>The revisions of all that run a model: caches and stores keep numbers apart by them, so whatever changes a score or a vector is part of them.</summary>
/// <remarks>
/// What is not part of them changes nothing by more than 1e-5, as sizes of batches, threads and devices do. A test flips every option and holds each to its side.
/// </remarks>
internal static class Revisions
{
    /// <summary>Files and how they are run: what every model here has in common.</summary>
    /// <param name="files">Names the files: a commit, a digest of their content, what the application says, or a name on a server.</param>
    /// <param name="isolated">Whether every sequence runs alone.</param>
    /// <param name="parsesSpecialTokens">Whether special tokens inside texts are taken for what they are.</param>
    /// <param name="computation">What of its computation changes numbers, from <see cref="IGraph.Computation"/>.</param>
    /// <param name="output">The output that was asked for by name; null for the one that is found.</param>
    /// <param name="tokenizer">What tells an application's tokenizer or layout from that of the files; empty for that.</param>
    public static string Graph(string files, bool isolated, bool parsesSpecialTokens, string computation = "", string? output = null, string tokenizer = "") =>
        $"{files};isolated={isolated};special={parsesSpecialTokens}{computation}{(output is null ? "" : $";output={output}")}{(tokenizer.Length == 0 ? "" : $";tokenizer={tokenizer}")}";

    /// <summary>Scores of pairs.</summary>
    public static string CrossEncoder(string graph, int maxLength, ScoreActivation activation, int label, PairTruncation truncation, double queryShare) => Invariant(
        $"{graph};length={maxLength};activation={activation};label={label};truncation={truncation};query={queryShare:R}");

    /// <summary>Answers to prompts. The template counts by its pieces: an application's own may change under the same name.</summary>
    public static string Decoder(string graph, int maxLength, ScoreActivation activation, DecoderTemplate template, string? instruction)
    {
        Hash128 prompt = Hash128.Of(instruction ?? template.DefaultInstruction)
            .Then(template.AddsBeginningOfText ? 1 : 0)
            .Then(template.InstructionLine)
            .Then(template.Query)
            .Then(template.Separator)
            .Then(template.Document)
            .Then(template.PositiveToken)
            .Then(template.NegativeToken);
        foreach (string piece in (IEnumerable<string>)[.. template.Prefix, null!, .. template.Suffix])
        {
            prompt = prompt.Then(piece);
        }

        return Invariant($"{graph};length={maxLength};activation={activation};prompt={prompt}");
    }

    /// <summary>Vectors of a late-interaction model.</summary>
    /// <param name="graph">From <see cref="Graph"/>.</param>
    /// <param name="denseWeights">Names the layers that are applied behind the graph; empty for none.</param>
    /// <param name="dimension">Numbers per vector.</param>
    /// <param name="settings">Lengths, markers, expansion, skiplist, pooling.</param>
    public static string MultiVector(string graph, string denseWeights, int dimension, MultiVectorSettings settings) => Invariant(
        $"{graph};{denseWeights}dimension={dimension};{settings.Description}");

    /// <summary>Vectors of an embedding model; its prompts are the caller's.</summary>
    /// <param name="graph">From <see cref="Graph"/>.</param>
    /// <param name="dimension">Numbers per vector that are kept; null for all.</param>
    /// <param name="maxLength">Where texts are cut.</param>
    /// <param name="profile">Pooling, layers, length 1.</param>
    public static string Embedding(string graph, int? dimension, int maxLength, EmbeddingProfile profile) => Invariant(
        $"{graph};{profile.DenseWeights()}dimension={dimension};length={maxLength};pooling={string.Join('+', profile.Pooling)};prompt={profile.PoolsPrompt}/{profile.DefaultPrompt};normalized={profile.IsNormalized};lower={profile.LowersCase}");

    /// <summary>Vectors of a static encoder. How long a query may be changes no vector of a document; rerankers have it in their own revision.</summary>
    public static string Static(string table, string tokenizer, int? maxDocumentTokens, bool keepsDuplicates) => Invariant(
        $"table={table};tokenizer={tokenizer};length={maxDocumentTokens};duplicates={keepsDuplicates}");
}
