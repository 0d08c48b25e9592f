using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit;

/// <summary>Names of attributes. Those of <c>gen_ai</c>, <c>server</c> and <c>error</c> are of OpenTelemetry's semantic conventions.</summary>
internal static class TelemetryNames
{
    /// <summary>The operation of every call. Provisional: the conventions have none for reranking yet, and this is the one place to change it.</summary>
    public const string OperationName = "rerank";

    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string QueryText = "gen_ai.retrieval.query.text";
    public const string Documents = "gen_ai.retrieval.documents";
    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";

    /// <summary>Which of a caller's queries a call answers: an additional property of its options.</summary>
    public const string RequestId = "rerankkit.request_id";

    public const string Candidates = "rerankkit.candidates";
    public const string Results = "rerankkit.results";
    public const string Scored = "rerankkit.scored";
    public const string TopN = "rerankkit.top_n";
    public const string ScoreKind = "rerankkit.score_kind";
    public const string TopScore = "rerankkit.top_score";
    public const string Placement = "rerankkit.placement";
    public const string Stage = "rerankkit.stage";
    public const string StageName = "rerankkit.stage.name";
    public const string StageDecision = "rerankkit.stage.decision";
    public const string StageCandidatesIn = "rerankkit.stage.candidates_in";
    public const string StageCandidatesScored = "rerankkit.stage.candidates_scored";
    public const string StageDuration = "rerankkit.stage.duration";
    public const string StageReason = "rerankkit.stage.reason";
    public const string Challenger = "rerankkit.challenger";
    public const string Role = "rerankkit.role";
    public const string Outcome = "rerankkit.outcome";

    private const string Other = "_OTHER";

    private static readonly FrozenDictionary<RerankPlacement, string> Placements = Names<RerankPlacement>();
    private static readonly FrozenDictionary<RerankScoreKind, string> Kinds = Names<RerankScoreKind>();

    public static string Of(RerankPlacement placement) => Placements.GetValueOrDefault(placement, Other);

    public static string Of(RerankScoreKind kind) => Kinds.GetValueOrDefault(kind, Other);

    private static FrozenDictionary<T, string> Names<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
}
