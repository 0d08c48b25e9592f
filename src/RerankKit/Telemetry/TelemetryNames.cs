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

    public static string Of(RerankPlacement placement) => placement switch
    {
        RerankPlacement.Scored => "scored",
        RerankPlacement.Cached => "cached",
        RerankPlacement.Capped => "capped",
        RerankPlacement.Gated => "gated",
        RerankPlacement.OverBudget => "over_budget",
        RerankPlacement.FellBack => "fell_back",
        RerankPlacement.ShortCircuited => "short_circuited",
        RerankPlacement.EarlierStage => "earlier_stage",
        RerankPlacement.Unscored => "unscored",
        RerankPlacement.Reused => "reused",
        _ => "_OTHER",
    };

    public static string Of(RerankScoreKind kind) => kind switch
    {
        RerankScoreKind.Unspecified => "unspecified",
        RerankScoreKind.Logit => "logit",
        RerankScoreKind.Probability => "probability",
        RerankScoreKind.Similarity => "similarity",
        RerankScoreKind.Fused => "fused",
        RerankScoreKind.FirstStage => "first_stage",
        RerankScoreKind.RankOnly => "rank_only",
        RerankScoreKind.Grade => "grade",
        _ => "_OTHER",
    };
}
