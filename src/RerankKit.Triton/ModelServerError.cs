namespace RerankKit.Triton;

/// <summary>Why a model server gave no scores or vectors.</summary>
public enum ModelServerError
{
    /// <summary>No connection, or it broke before the answer was whole.</summary>
    Unreachable,

    /// <summary>No answer came in time. The caller's own cancellation is never this.</summary>
    Timeout,

    /// <summary>The server takes no more requests for now: status 429 or 503.</summary>
    Busy,

    /// <summary>The server failed: any other status from 500 up.</summary>
    Failed,

    /// <summary>The server will not do what it is asked: a wrong shape, missing credentials, a route it does not have.</summary>
    Refused,

    /// <summary>The answer is not what the protocol says, too large, or does not fit the question.</summary>
    InvalidAnswer,

    /// <summary>The server does not have the model, or has not loaded it yet; of several servers, all that were asked.</summary>
    NotLoaded,
}
