namespace RerankKit.AspNetCore;

/// <summary>Why a request is not answered.</summary>
internal enum ProblemKind
{
    /// <summary>The body is no JSON object, or a member has the wrong type.</summary>
    Malformed,

    /// <summary>There are no documents.</summary>
    Empty,

    /// <summary>A member has a value that is not taken.</summary>
    Invalid,

    /// <summary>The request has no key, or a wrong one.</summary>
    Unauthorized,

    /// <summary>No such model is served.</summary>
    UnknownModel,

    /// <summary>The body did not arrive in time.</summary>
    Slow,

    /// <summary>The body has too many bytes.</summary>
    TooLarge,

    /// <summary>The body is said to be something else than JSON.</summary>
    WrongType,

    /// <summary>There are too many documents or tokens.</summary>
    OverLimit,

    /// <summary>The queue is full, or the time was over before the request's turn came.</summary>
    Busy,

    /// <summary>The server stops.</summary>
    Unavailable,

    /// <summary>The reranker failed.</summary>
    Failed,
}
