using System.Text.Json.Serialization;

namespace RerankKit;

/// <summary>Where a candidate's position in the ranking came from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RerankPlacement>))]
public enum RerankPlacement : byte
{
    /// <summary>The reranker scored it in this call.</summary>
    Scored,

    /// <summary>Its score came from the cache.</summary>
    Cached,

    /// <summary>The candidate cap cut it off before scoring; it follows the scored ones in first-stage order.</summary>
    Capped,

    /// <summary>The score-gap gate trusted the first stage's order.</summary>
    Gated,

    /// <summary>The time or usage budget was spent before its turn came.</summary>
    OverBudget,

    /// <summary>The reranker failed or its circuit is open; the first stage's order stands.</summary>
    FellBack,

    /// <summary>There was nothing to decide: one candidate, or no more than were asked for.</summary>
    ShortCircuited,

    /// <summary>An earlier stage of a cascade kept it out of the last one; it stands in that earlier stage's order.</summary>
    EarlierStage,

    /// <summary>The reranker returned no usable score for it: left out, or not a finite number.</summary>
    Unscored,

    /// <summary>
    /// The order of an earlier turn of the same conversation was kept (<c>UseConversation</c>). The score is the reranker's own, for that turn's query.
    /// </summary>
    Reused,
}
