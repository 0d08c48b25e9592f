using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>Writes a refusal in the words of a dialect.</summary>
internal static class ProblemAnswer
{
    public static async Task WriteAsync(HttpContext context, Dialect dialect, RerankProblem problem)
    {
        HttpResponse response = context.Response;
        int status = problem.Status(dialect);
        response.StatusCode = status;
        if (problem.RetryAfter is int seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Kind == ProblemKind.Unauthorized && dialect == Dialect.TextEmbeddingsInference)
        {
            // As it answers itself: with nothing.
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        Task written = dialect switch
        {
            Dialect.TextEmbeddingsInference => JsonSerializer.SerializeAsync(
                response.BodyWriter, new TextEmbeddingsInferenceError(problem.Message, TypeOf(problem.Kind)), ServerJson.Plain.TextEmbeddingsInferenceError, context.RequestAborted),
            Dialect.CohereV2 => JsonSerializer.SerializeAsync(
                response.BodyWriter, new CohereError(context.TraceIdentifier, problem.Message), ServerJson.Plain.CohereError, context.RequestAborted),
            Dialect.Vllm => JsonSerializer.SerializeAsync(
                response.BodyWriter, new VllmError(Detail(problem, status)), ServerJson.Plain.VllmError, context.RequestAborted),
            _ => JsonSerializer.SerializeAsync(
                response.BodyWriter, new SharedError(context.TraceIdentifier, problem.Message, problem.Message, Detail(problem, status)), ServerJson.Plain.SharedError, context.RequestAborted),
        };
        await written.ConfigureAwait(false);
    }

    private static VllmErrorDetail Detail(RerankProblem problem, int status) => new(problem.Message, status switch
    {
        StatusCodes.Status401Unauthorized => "AuthenticationError",
        StatusCodes.Status404NotFound => "NotFoundError",
        StatusCodes.Status429TooManyRequests => "RateLimitError",
        StatusCodes.Status503ServiceUnavailable => "ServiceUnavailableError",
        >= 500 => "InternalServerError",
        _ => "BadRequestError",
    }, problem.Parameter, status);

    private static string TypeOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Empty => "Empty",
        ProblemKind.Busy => "Overloaded",
        ProblemKind.Unavailable => "Unhealthy",
        ProblemKind.Failed => "Backend",
        _ => "Validation",
    };
}
