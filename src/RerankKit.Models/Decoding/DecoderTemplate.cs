namespace RerankKit.Models;

/// <summary>The prompt that a decoder reranker was trained with, and the tokens whose logits are the answer.</summary>
/// <remarks>
/// Every piece is tokenised alone and the ids are put behind one another, as the models' own code does it; special tokens are read as such in
/// <see cref="Prefix"/> and <see cref="Suffix"/> only. The placeholders <c>{instruction}</c>, <c>{query}</c> and <c>{document}</c> are replaced once, not in
/// what they are replaced by. Where the whole is too long the end of the document is cut, never the suffix. Immutable.
/// </remarks>
public sealed record DecoderTemplate
{
    /// <summary>Qwen3-Reranker (QwenLM/Qwen3-Embedding, examples and model card): yes or no, log-odds.</summary>
    public static DecoderTemplate Qwen3 { get; } = new()
    {
        Name = "qwen3",
        Prefix =
        [
            "<|im_start|>system\nJudge whether the Document meets the requirements based on the Query and the Instruct provided. "
            + "Note that the answer can only be \"yes\" or \"no\".<|im_end|>\n<|im_start|>user\n",
        ],
        Document = "<Instruct>: {instruction}\n<Query>: {query}\n<Document>: {document}",
        Suffix = ["<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"],
        DefaultInstruction = "Given a web search query, retrieve relevant passages that answer the query",
        PositiveToken = "yes",
        NegativeToken = "no",
        Activation = ScoreActivation.Sigmoid,
    };

    /// <summary>bge-reranker-v2-gemma (FlagEmbedding, decoder-only base): the logit of Yes.</summary>
    public static DecoderTemplate BgeGemma { get; } = new()
    {
        Name = "bge-gemma",
        AddsBeginningOfText = true,
        Query = "A: {query}",
        Separator = "\n",
        Document = "B: {document}",
        Suffix =
        [
            "\n",
            "Given a query A and a passage B, determine whether the passage contains an answer to the query by providing a prediction of either 'Yes' or 'No'.",
        ],
        PositiveToken = "Yes",
        Activation = ScoreActivation.Identity,
    };

    /// <summary>mxbai-rerank-v2 (mixedbread-ai/mxbai-rerank): 1 against 0, log-odds.</summary>
    public static DecoderTemplate MxbaiV2 { get; } = new()
    {
        Name = "mxbai-v2",
        Prefix =
        [
            "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n<|im_start|>user\n",
        ],
        InstructionLine = "instruction: {instruction}\n",
        Query = "query: {query}",
        Separator = "\n",
        Document = "document: {document}",
        Suffix =
        [
            "\n",
            "You are a search relevance expert who evaluates how well documents match search queries. For each query-document pair, carefully analyze the "
            + "semantic relationship between them, then provide your binary relevance judgment (0 for not relevant, 1 for relevant).\nRelevance:",
            "<|im_end|>\n<|im_start|>assistant\n",
        ],
        PositiveToken = "1",
        NegativeToken = "0",
        Activation = ScoreActivation.Identity,
    };

    /// <summary>The templates that are known by name.</summary>
    public static IReadOnlyList<DecoderTemplate> Known { get; } = [Qwen3, BgeGemma, MxbaiV2];

    /// <summary>What configuration and stages call the template.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the tokenizer's beginning-of-text token stands first.</summary>
    /// <value>Default false.</value>
    public bool AddsBeginningOfText { get; init; }

    /// <summary>Pieces in front.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Put in front of <see cref="Query"/> when a call has an instruction; null where the instruction has a place in <see cref="Document"/>.</summary>
    public string? InstructionLine { get; init; }

    /// <summary>The piece of the query; null where the query stands in <see cref="Document"/>.</summary>
    public string? Query { get; init; }

    /// <summary>The piece between query and document.</summary>
    /// <value>Default empty: none.</value>
    public string Separator { get; init; } = "";

    /// <summary>The piece of the document, which is cut where the whole is too long. <c>{document}</c> stands at its end.</summary>
    public required string Document { get; init; }

    /// <summary>Pieces behind, never cut.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> Suffix { get; init; } = [];

    /// <summary>The instruction of calls that have none (<see cref="RerankOptions.Instruction"/>); null for none.</summary>
    public string? DefaultInstruction { get; init; }

    /// <summary>The text whose first token means relevant.</summary>
    public required string PositiveToken { get; init; }

    /// <summary>The text whose first token means not relevant; null where the logit of the positive one is the score by itself.</summary>
    public string? NegativeToken { get; init; }

    /// <summary>What the model's authors report: a probability or the logit.</summary>
    public ScoreActivation Activation { get; init; }

    /// <summary>The template of a model by its files: Qwen3, Gemma, Qwen2 (mxbai-rerank-v2 is built on it).</summary>
    internal static DecoderTemplate? Of(ModelProfile profile) => profile.ModelType switch
    {
        "qwen3" => Qwen3,
        "gemma" => BgeGemma,
        "qwen2" => MxbaiV2,
        _ => null,
    };
}
