using System.Text.Json.Serialization;

namespace RerankKit;

/// <summary>What the numbers of a response are. A threshold means something only for a kind that it was chosen for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RerankScoreKind>))]
public enum RerankScoreKind
{
    /// <summary>Not known.</summary>
    Unspecified,

    /// <summary>A model's raw output: unbounded, comparable between queries of one model.</summary>
    Logit,

    /// <summary>A probability of relevance between 0 and 1, as the model declares it.</summary>
    Probability,

    /// <summary>A similarity or lexical score whose scale depends on the query: cosine, MaxSim, BM25.</summary>
    Similarity,

    /// <summary>A combination of several scores or ranks, of a blend or a fusion.</summary>
    Fused,

    /// <summary>The first stage's own scores: nothing was reranked.</summary>
    FirstStage,

    /// <summary>Only the order means anything; the score of rank r is 1/r.</summary>
    RankOnly,

    /// <summary>A judge's grade on a fixed scale that it was told, for example 0 to 10: comparable between queries of one judge, coarse, and no probability.</summary>
    Grade,
}
