using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>Why a request is not answered. Messages hold names and numbers of the request, and nothing of its texts.</summary>
internal sealed class RerankProblem(ProblemKind kind, string message, string? parameter = null) : Exception(message)
{
    /// <summary>Every status that a refusal may have.</summary>
    public static IReadOnlyList<int> Statuses { get; } = [400, 401, 404, 408, 413, 415, 422, 424, 429, 500, 503];

    public ProblemKind Kind => kind;

    /// <summary>The member of the body that is meant; null for none.</summary>
    public string? Parameter => parameter;

    /// <summary>Seconds after which the same request may be answered; null where that is not known.</summary>
    public int? RetryAfter { get; init; }

    public int Status(Dialect dialect) => kind switch
    {
        ProblemKind.Malformed or ProblemKind.Empty => StatusCodes.Status400BadRequest,
        ProblemKind.Invalid => dialect == Dialect.TextEmbeddingsInference ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status400BadRequest,
        ProblemKind.Unauthorized => StatusCodes.Status401Unauthorized,
        ProblemKind.UnknownModel => StatusCodes.Status404NotFound,
        ProblemKind.Slow => StatusCodes.Status408RequestTimeout,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.WrongType => StatusCodes.Status415UnsupportedMediaType,
        ProblemKind.OverLimit => StatusCodes.Status422UnprocessableEntity,
        ProblemKind.Busy => StatusCodes.Status429TooManyRequests,
        ProblemKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => dialect == Dialect.TextEmbeddingsInference ? StatusCodes.Status424FailedDependency : StatusCodes.Status500InternalServerError,
    };
}
